import { type Currency, isCurrency } from '../book/money.js';
import { addMonths, dayStart, startOfDay } from '../clock.js';
import { RestError } from '../rest/errors.js';
import type { Aggregate, ChartDefinition } from './chart.js';
import type { DimensionName } from './facts/dimensions.js';
import { type Resolution, resolutions } from './periods.js';
import { type Choices, selectors } from './selectors.js';

/** What was asked of a chart ("Charts & Metrics, Get chart data"), checked. Days are first instants, milliseconds. */
export interface ChartQuery {
  realtime: boolean;
  resolution: Resolution;
  firstDay: number;
  lastDay: number;
  currency: Currency;
  filters: { name: DimensionName; values: string[] }[];
  choices: Choices;
  segment: DimensionName | null;
  mostSegments: number;
  /** null = points; otherwise the summary only. */
  aggregates: Aggregate[] | null;
}

const DEFAULT_SEGMENTS = 10;

/** Reads a chart's query parameters; the defaults are those observed: by month, twelve back and twelve ahead. */
export function readChartQuery(chart: ChartDefinition, params: URLSearchParams, now: number): ChartQuery {
  const get = (name: string) => params.get(name) ?? undefined;
  const firstDay = readDay('start_date', get('start_date')) ?? startOfDay(addMonths(now, -12));
  const lastDay = readDay('end_date', get('end_date')) ?? startOfDay(addMonths(now, 12));
  if (firstDay > lastDay) throw parameterError('start_date', 'start_date must not be after end_date');
  return {
    realtime: readFlag('realtime', get('realtime') ?? 'true'),
    resolution: readResolution(get('resolution') ?? 'month'),
    ...{ firstDay, lastDay },
    currency: readCurrency(get('currency')),
    filters: readFilters(chart, get('filters')),
    choices: readChoices(chart, get('selectors')),
    segment: readSegment(chart, get('segment')),
    mostSegments: readCount('limit_num_segments', get('limit_num_segments')) ?? DEFAULT_SEGMENTS,
    aggregates: readAggregates(get('aggregate')),
  };
}

/** Currency of an answer: as asked for, else USD. */
export function readCurrency(text: string | undefined): Currency {
  if (text === undefined) return 'USD';
  if (!isCurrency(text)) throw parameterError('currency', `'${text}' is not a supported currency`);
  return text;
}

function readDay(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? dayStart(text) : NaN;
  if (Number.isNaN(day)) throw parameterError(name, `'${text}' is not a 'date'`);
  return day;
}

function readResolution(text: string): Resolution {
  const resolution = resolutions.find((name, id) => text === name || text === String(id));
  if (!resolution) throw parameterError('resolution', `'${text}' is not one of ${resolutions.join(', ')}`);
  return resolution;
}

function readFilters(chart: ChartDefinition, text: string | undefined): ChartQuery['filters'] {
  const filters = text === undefined ? [] : readJson('filters', text);
  if (!Array.isArray(filters)) throw parameterError('filters', 'filters must be a JSON array');
  return filters.map((filter: { name?: unknown; values?: unknown } | null) => {
    const name = chart.filters.find((known) => known === filter?.name);
    if (!name) throw parameterError('filters', `invalid filter: ${String(filter?.name)}`);
    if (!Array.isArray(filter?.values)) throw parameterError('filters', `filter ${name} needs values`);
    return { name, values: filter.values.map(String) };
  });
}

function readChoices(chart: ChartDefinition, text: string | undefined): Choices {
  const given = text === undefined ? {} : readJson('selectors', text);
  if (typeof given !== 'object' || given === null) {
    throw parameterError('selectors', 'selectors must be a JSON object');
  }
  const wanted = new Map(Object.entries(given));
  const stranger = [...wanted.keys()].find((name) => !chart.selectors.some((known) => known === name));
  if (stranger !== undefined) throw parameterError('selectors', `invalid selector: ${stranger}`);
  return Object.fromEntries(
    chart.selectors.map((name) => {
      const choice: unknown = wanted.get(name) ?? selectors[name].default;
      if (!selectors[name].options.some(({ id }) => id === choice)) {
        throw parameterError('selectors', `invalid option for selector ${name}: ${String(choice)}`);
      }
      return [name, choice];
    }),
  );
}

function readSegment(chart: ChartDefinition, text: string | undefined): DimensionName | null {
  if (text === undefined) return null;
  const segment = chart.segments.find((name) => name === text);
  if (!segment) {
    const supported = chart.segments.join(', ') || 'none';
    throw parameterError('segment', `invalid segment: ${text}. Supported segments: ${supported}`);
  }
  return segment;
}

function readAggregates(text: string | undefined): Aggregate[] | null {
  if (text === undefined) return null;
  return text.split(',').map((name) => {
    if (name !== 'average' && name !== 'total') {
      throw parameterError('aggregate', `'${name}' is not one of average, total`);
    }
    return name;
  });
}

function readFlag(name: string, text: string): boolean {
  if (text !== 'true' && text !== 'false') throw parameterError(name, `'${text}' is not a 'boolean'`);
  return text === 'true';
}

function readCount(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,5}$/.test(text)) throw parameterError(name, `'${text}' is not a positive integer`);
  return Number(text);
}

function readJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw parameterError(name, `${name} is not valid JSON`);
  }
}

function parameterError(param: string, message: string): RestError {
  return new RestError('parameter_error', message, param);
}
