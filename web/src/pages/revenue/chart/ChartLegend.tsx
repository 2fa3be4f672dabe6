import type { ChartModel } from './chart-model.js';
import styles from './ChartCard.module.css';
import { colourOf } from './colours.js';

interface ChartLegendProps {
  readonly model: ChartModel;
  readonly compared: boolean;
  /** Incomplete periods of bars are hatched, of lines dashed. */
  readonly bars: boolean;
}

/** What colours and dashes mean; only what is drawn is explained. */
export function ChartLegend({ model, compared, bars }: ChartLegendProps) {
  const open = model.rows.some(({ complete, total }) => !complete && total !== null);
  const restated =
    model.series.length === 1 && model.rows.some(({ complete, restatedFrom }) => complete && restatedFrom);
  return (
    <ul className={styles.legend}>
      {model.series.length > 1 &&
        model.series.map(({ id, name, colour }) => (
          <li key={id}>
            <span className={styles.swatch} style={{ background: colourOf(colour) }} />
            {name}
          </li>
        ))}
      {compared && (
        <li>
          <span className={styles.thin} />
          period before{model.series.length > 1 && ', total'}
        </li>
      )}
      {open && (
        <li>
          <span className={bars ? styles.hatched : styles.dashed} />
          so far, not complete
        </li>
      )}
      {restated && (
        <li>
          <span className={styles.ring} />
          restated since
        </li>
      )}
    </ul>
  );
}
