import { addDays, formatDay, formatMonth, type UtcDay, utcDayOf } from '../../../format/days.js';
import { Button } from '../../../ui/Button.js';
import { useNow } from '../../../ui/use-now.js';
import type { ChartView } from '../chart-view.js';
import { MOST_DAYS } from '../search.js';
import { useRevenueSearch } from '../use-revenue-search.js';
import styles from './ChartCard.module.css';

interface HistoryBeginsProps {
  readonly view: ChartView;
  /** First period with a number, in the range or not. */
  readonly begins: UtcDay;
}

/** Why a chart is empty on its left, or altogether; one press fits the range to what there is. */
export function HistoryBegins({ view, begins }: HistoryBeginsProps) {
  const { change } = useRevenueSearch();
  const today = utcDayOf(useNow());
  const longest = addDays(today, 1 - MOST_DAYS);
  const from = begins > longest ? begins : longest;
  return (
    <span className={styles.begins}>
      History begins {(view.wording.monthly ? formatMonth : formatDay)(begins)}.
      <Button variant="quiet" onClick={() => change({ range: `${from}..${today}`, resolution: undefined })}>
        Show all
      </Button>
    </span>
  );
}
