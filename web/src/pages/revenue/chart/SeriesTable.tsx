import { formatDay, formatMonth, utcDayOf } from '../../../format/days.js';
import { formatValue, type Unit } from '../../../format/value.js';
import tables from '../../../ui/Table.module.css';
import type { ChartView } from '../chart-view.js';
import type { ChartModel, ChartRow } from './chart-model.js';
import styles from './ChartCard.module.css';

interface SeriesTableProps {
  readonly name: string;
  readonly model: ChartModel;
  readonly unit: Unit;
  readonly currency: string;
  readonly view: ChartView;
}

/** The same numbers as the chart, newest first, exact. */
export function SeriesTable({ name, model, unit, currency, view }: SeriesTableProps) {
  const day = view.resolution === 'day' ? formatDay : formatMonth;
  const show = (value: ChartRow['total']) => formatValue(value, unit, currency);
  const several = model.series.length > 1;
  const compared = model.rows.some(({ previousAmount }) => previousAmount !== null);
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={`Table of ${name}`}>
      <table className={tables.table}>
        <caption>{name}, newest first</caption>
        <thead>
          <tr>
            <th scope="col">{view.resolution === 'day' ? 'Day (UTC)' : 'Month'}</th>
            {several && model.series.map(({ id, name }) => <NumberHead key={id} name={name} />)}
            <NumberHead name={several ? 'Total' : view.wording.name} />
            {compared && <NumberHead name="Period before" />}
          </tr>
        </thead>
        <tbody>
          {model.rows.toReversed().map((row) => (
            <tr key={row.date} data-incomplete={!row.complete || undefined}>
              <th scope="row">
                {day(row.date)}
                {row.ended.map((ended) => (
                  <span key={ended} className={tables.muted}>
                    {' '}
                    {ended} disconnected
                  </span>
                ))}
                {!row.complete && row.total !== null && (
                  <span className={tables.muted}> so far, not complete</span>
                )}
              </th>
              {several &&
                row.amounts.map((amount, index) => (
                  <td key={model.series[index]?.id} className={tables.number}>
                    {show(amount)}
                  </td>
                ))}
              <td className={tables.number}>
                {show(row.total)}
                {row.restatedFrom && (
                  <span className={tables.muted}>
                    {' '}
                    was {show(row.restatedFrom.value)} until{' '}
                    {formatDay(utcDayOf(Date.parse(row.restatedFrom.until)))}
                  </span>
                )}
              </td>
              {compared && <td className={tables.number}>{show(row.previousAmount)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const NumberHead = ({ name }: { readonly name: string }) => (
  <th scope="col" className={tables.number}>
    {name}
  </th>
);
