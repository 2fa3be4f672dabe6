import { Checkbox } from '../../../ui/Checkbox.js';
import { useRevenueSearch } from '../use-revenue-search.js';
import styles from './ChartCard.module.css';

/** What is drawn beside the plain series, or left out of it. */
export function ChartOptions({ canSplit }: { readonly canSplit: boolean }) {
  return (
    <div className={styles.options}>
      <Option flag="compare">Compare</Option>
      {canSplit && <Option flag="split">By account</Option>}
      <Option flag="whole">Complete only</Option>
    </div>
  );
}

interface OptionProps {
  readonly flag: 'compare' | 'split' | 'whole';
  readonly children: string;
}

function Option({ flag, children }: OptionProps) {
  const { search, change } = useRevenueSearch();
  return (
    <Checkbox
      checked={search[flag] === true}
      onChange={(event) => change({ [flag]: event.target.checked ? true : undefined })}
    >
      {children}
    </Checkbox>
  );
}
