import { formatDay, type UtcDay } from '../../../format/days.js';
import type { ChartView } from '../chart-view.js';
import styles from './ChartCard.module.css';
import { HistoryBegins } from './HistoryBegins.js';

interface EmptyRangeProps {
  readonly view: ChartView;
  /** First period with a number; null if there is none at all. */
  readonly begins: UtcDay | null;
}

/** No point in the range. */
export function EmptyRange({ view, begins }: EmptyRangeProps) {
  return (
    <div className={styles.empty}>
      <p>
        No data between {formatDay(view.from)} and {formatDay(view.to)}.
      </p>
      {begins !== null && <HistoryBegins view={view} begins={begins} />}
    </div>
  );
}
