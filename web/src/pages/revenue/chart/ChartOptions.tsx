import { Checkbox } from '../../../ui/Checkbox.js';
import { useRevenueSearch } from '../use-revenue-search.js';
import styles from './ChartCard.module.css';

interface ChartOptionsProps {
  readonly canSplit: boolean;
  readonly canSplitByProduct: boolean;
}

/** What is drawn beside the plain series, or left out of it. */
export function ChartOptions({ canSplit, canSplitByProduct }: ChartOptionsProps) {
  return (
    <div className={styles.options}>
      <Option flag="compare">Compare</Option>
      {canSplit && (
        <Option flag="split" instead="products">
          By account
        </Option>
      )}
      {canSplitByProduct && (
        <Option flag="products" instead="split">
          By product
        </Option>
      )}
      <Option flag="whole">Complete only</Option>
    </div>
  );
}

interface OptionProps {
  readonly flag: 'compare' | 'split' | 'products' | 'whole';
  /** What cannot be drawn at the same time. */
  readonly instead?: 'split' | 'products';
  readonly children: string;
}

function Option({ flag, instead, children }: OptionProps) {
  const { search, change } = useRevenueSearch();
  return (
    <Checkbox
      checked={search[flag] === true}
      onChange={(event) =>
        change({
          [flag]: event.target.checked ? true : undefined,
          ...(instead !== undefined && { [instead]: undefined }),
        })
      }
    >
      {children}
    </Checkbox>
  );
}
