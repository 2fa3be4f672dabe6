import { DefaultZIndexes, useXAxisScale, useYAxisScale, ZIndexLayer } from 'recharts';

import type { UtcDay } from '../../../format/days.js';
import type { ChartModel } from './chart-model.js';
import { colourOf } from './colours.js';
import { Ring } from './shapes.js';

/** A hollow dot on a line. */
interface Mark {
  readonly date: UtcDay;
  readonly value: number;
  readonly colour: number;
  /** At the end of what is dashed; else where RevenueCat has changed a value since we first showed it. */
  readonly isOpen: boolean;
}

/**
 * The dots of all lines, where there is one. Recharts' own make something of every point of every line, which is most of the
 * work of drawing two years of days.
 */
export function Dots({ model }: { readonly model: ChartModel }) {
  const [x, y] = [useXAxisScale(), useYAxisScale()];
  if (x === undefined || y === undefined) return null;
  return (
    <ZIndexLayer zIndex={DefaultZIndexes.scatter}>
      {marksOf(model).map(({ date, value, colour, isOpen }) => {
        const [cx, cy] = [x(date, { position: 'middle' }), y(value)];
        if (cx === undefined || cy === undefined) return null;
        return isOpen ? (
          <circle
            key={`${colour} ${date}`}
            {...{ cx, cy, r: 3.5, strokeWidth: 2 }}
            fill="var(--surface)"
            stroke={colourOf(colour)}
          />
        ) : (
          <Ring key={`${colour} ${date}`} {...{ cx, cy, colour }} />
        );
      })}
    </ZIndexLayer>
  );
}

/** Complete neighbours of an incomplete period, which it is joined to, have none; restated is said of a total only. */
function marksOf({ series, rows }: ChartModel): Mark[] {
  return rows.flatMap(({ date, complete, values, open, restatedFrom }) =>
    series.flatMap(({ colour }, index): Mark[] => {
      const value = complete ? values[index] : open[index];
      if (value === null || value === undefined) return [];
      const isRestated = series.length === 1 && restatedFrom !== null;
      return complete && !isRestated ? [] : [{ date, value, colour, isOpen: !complete }];
    }),
  );
}
