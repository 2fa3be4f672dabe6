/**
 * Ways in which a chart's answer may come out other than expected, while its numbers are right:
 * - `columns`: arrays instead of points, as `realtime=false` has them, though nobody asked
 * - `text_values`: values as text
 * - `no_values`, `no_measures`: the field is missing
 * - `renamed_measures`: names nobody knows; `reversed_measures`: the usual ones in another order
 * - `segment_refused`: a segment is reported as unsupported, and the answer is not segmented
 * - `milliseconds`: cohorts in milliseconds
 */
export const deformations = [
  'columns',
  'text_values',
  'no_values',
  'no_measures',
  'renamed_measures',
  'reversed_measures',
  'segment_refused',
  'milliseconds',
] as const;
export type Deformation = (typeof deformations)[number];

interface Point {
  cohort: number;
  measure: number;
  segment?: number;
  value: number | null;
}

interface ChartBody {
  measures: { display_name: string }[];
  segments: unknown[] | null;
  values: Point[];
}

/** A v3 chart's answer, deformed; anything else as it is. */
export function deform(body: unknown, how: Deformation): unknown {
  if (!isChart(body)) return body;
  const { measures, values, segments } = body;
  switch (how) {
    case 'columns':
      return { ...body, measures: null, segments: measures, values: columns(body) };
    case 'text_values':
      return { ...body, values: values.map((point) => ({ ...point, value: String(point.value) })) };
    case 'no_values':
      return without(body, 'values');
    case 'no_measures':
      return without(body, 'measures');
    case 'renamed_measures': {
      const renamed = measures.map((measure, index) => ({ ...measure, display_name: `Series ${index + 1}` }));
      return { ...body, measures: renamed };
    }
    case 'reversed_measures': {
      const last = measures.length - 1;
      const turned = values.map((point) => ({ ...point, measure: last - point.measure }));
      return { ...body, measures: [...measures].reverse(), values: turned };
    }
    case 'segment_refused': {
      const totals = values.filter(({ segment = 0 }) => segment === 0);
      const whole = totals.map(({ segment: _segment, ...point }) => point);
      const refused = segments ? { filters: [], segment: 'unknown' } : null;
      return { ...body, segments: null, values: whole, unsupported_params: refused };
    }
    case 'milliseconds':
      return { ...body, values: values.map((point) => ({ ...point, cohort: point.cohort * 1000 })) };
  }
}

function columns({ values }: ChartBody): (number | null)[][] {
  const rows = new Map<number, (number | null)[]>();
  for (const { cohort, segment = 0, value } of values) {
    if (segment === 0) rows.set(cohort, [...(rows.get(cohort) ?? [cohort]), value]);
  }
  return [...rows.values()];
}

function without(body: ChartBody, field: keyof ChartBody): unknown {
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== field));
}

function isChart(body: unknown): body is ChartBody {
  const { object, measures } = (body ?? {}) as { object?: unknown; measures?: unknown };
  return object === 'chart_data' && Array.isArray(measures);
}
