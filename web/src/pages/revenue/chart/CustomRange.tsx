import { CalendarRange } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';

import { formatDay } from '../../../format/days.js';
import { Button } from '../../../ui/Button.js';
import { Field } from '../../../ui/Field.js';
import { Popover } from '../../../ui/Popover.js';
import type { ChartView } from '../chart-view.js';
import { customRange, MOST_DAYS } from '../search.js';
import { useRevenueSearch } from '../use-revenue-search.js';
import styles from './ChartCard.module.css';

/** Two UTC days of the reader's choice. */
export function CustomRange({ view }: { readonly view: ChartView }) {
  const custom = view.preset === 'custom';
  return (
    <Popover
      label="Custom range"
      trigger={
        <Button icon={CalendarRange} aria-pressed={custom}>
          {custom ? `${formatDay(view.from)} – ${formatDay(view.to)}` : 'Custom'}
        </Button>
      }
    >
      <RangeForm key={`${view.from}${view.to}`} view={view} />
    </Popover>
  );
}

function RangeForm({ view }: { readonly view: ChartView }) {
  const { change } = useRevenueSearch();
  const [from, setFrom] = useState(view.from);
  const [to, setTo] = useState(view.to);
  const [wrong, setWrong] = useState(false);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const range = `${from}..${to}`;
    if (customRange(range) === null) setWrong(true);
    else change({ range, resolution: undefined });
  };
  return (
    <form onSubmit={submit} className={styles.range}>
      <Field
        label="From"
        type="date"
        required
        value={from}
        onChange={({ target }) => setFrom(target.value)}
      />
      <Field
        label="To"
        type="date"
        required
        value={to}
        onChange={({ target }) => setTo(target.value)}
        hint="UTC days, both included"
        error={wrong ? `Choose two days in order, at most ${MOST_DAYS} days apart.` : null}
      />
      <Button type="submit" variant="primary">
        Show
      </Button>
    </form>
  );
}
