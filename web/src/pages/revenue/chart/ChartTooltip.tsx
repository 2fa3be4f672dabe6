import type { TooltipContentProps } from 'recharts';

import { formatDay, formatMonth, utcDayOf } from '../../../format/days.js';
import { formatValue, type Unit } from '../../../format/value.js';
import type { ChartView } from '../chart-view.js';
import type { ChartModel, ChartRow } from './chart-model.js';
import styles from './ChartCard.module.css';
import { colourOf } from './colours.js';

interface ChartTooltipProps extends Partial<Pick<TooltipContentProps, 'active' | 'payload'>> {
  readonly model: ChartModel;
  readonly unit: Unit;
  readonly currency: string;
  readonly view: ChartView;
}

/** One period in full: greatest series first, total last. Read out when arrow keys step from period to period. */
export function ChartTooltip({ active, payload, model, unit, currency, view }: ChartTooltipProps) {
  const row = payload?.[0]?.payload as ChartRow | undefined;
  if (active !== true || row === undefined) return null;
  const show = (value: ChartRow['total']) => formatValue(value, unit, currency);
  const day = view.resolution === 'day' ? formatDay : formatMonth;
  const several = model.series.length > 1;
  const parts = model.series
    .map((series, index) => ({ ...series, amount: row.amounts[index] ?? null }))
    .toSorted((one, other) => Number(other.amount ?? 0) - Number(one.amount ?? 0));
  return (
    <div className={styles.tooltip} role="status">
      <p>
        {day(row.date)} {!row.complete && <span>so far, not complete</span>}
      </p>
      {parts.map(({ id, name, colour, amount }) => (
        <div key={id}>
          <span className={styles.swatch} style={{ background: colourOf(colour) }} />
          <span>{name}</span>
          <span>{show(amount)}</span>
        </div>
      ))}
      {several && (
        <div className={styles.total}>
          <span>Total</span>
          <span>{show(row.total)}</span>
        </div>
      )}
      {row.previousAmount !== null && (
        <div>
          <span>Period before</span>
          <span>{show(row.previousAmount)}</span>
        </div>
      )}
      {row.ended.map((name) => (
        <div key={name}>{name} disconnected</div>
      ))}
      {row.restatedFrom && (
        <div>
          was {show(row.restatedFrom.value)} until {formatDay(utcDayOf(Date.parse(row.restatedFrom.until)))}
        </div>
      )}
    </div>
  );
}
