import { formatDay } from '../../../format/days.js';
import { Button } from '../../../ui/Button.js';
import type { ChartView } from '../chart-view.js';
import { useRevenueSearch } from '../use-revenue-search.js';
import styles from './ChartCard.module.css';

/** No point in the range. */
export function EmptyRange({ view }: { readonly view: ChartView }) {
  const { change } = useRevenueSearch();
  return (
    <div className={styles.empty}>
      <p>
        No data between {formatDay(view.from)} and {formatDay(view.to)}.
      </p>
      {view.preset !== '12m' && (
        <Button onClick={() => change({ range: '12m', resolution: undefined })}>Show 12 months</Button>
      )}
    </div>
  );
}
