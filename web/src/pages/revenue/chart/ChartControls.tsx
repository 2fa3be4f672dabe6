import { Settings2, X } from 'lucide-react';
import type { ReactNode } from 'react';

import type { Resolution } from '../../../api/types.js';
import { Button } from '../../../ui/Button.js';
import { Popover } from '../../../ui/Popover.js';
import { Segmented } from '../../../ui/Segmented.js';
import { usePhone } from '../../../ui/use-phone.js';
import { canShow, type ChartView } from '../chart-view.js';
import { useRevenueSearch } from '../use-revenue-search.js';
import styles from './ChartCard.module.css';
import { ChartOptions } from './ChartOptions.js';
import { CustomRange } from './CustomRange.js';
import { BY_MONTH_ONLY, PresetRange } from './PresetRange.js';

interface ChartControlsProps {
  readonly headingId: string;
  readonly view: ChartView;
  /** The one product that is drawn instead of all. */
  readonly product: { readonly name: string } | null;
  /** There is more than one account. */
  readonly canSplit: boolean;
  readonly canSplitByProduct: boolean;
  /** Further acts, behind the others. */
  readonly children?: ReactNode;
}

/** Heading of the chart and everything that changes what it shows; all of it stands in the URL. */
export function ChartControls({ headingId, view, product, children, ...can }: ChartControlsProps) {
  const { search, change } = useRevenueSearch();
  const phone = usePhone();
  return (
    <>
      <div className={styles.controls}>
        <h2 id={headingId} className={styles.heading}>
          {view.wording.name}
          {product !== null && (
            <Button
              variant="quiet"
              icon={X}
              aria-label={`${product.name}: show all products`}
              onClick={() => change({ product: undefined })}
            >
              {product.name}
            </Button>
          )}
        </h2>
        <PresetRange view={view} />
        <CustomRange view={view} />
        <Segmented<Resolution>
          label="Resolution"
          value={view.resolution}
          options={[
            { value: 'day', label: 'Day', disabledReason: canShow('day', view) ? null : BY_MONTH_ONLY },
            {
              value: 'month',
              label: 'Month',
              disabledReason: canShow('month', view) ? null : 'Too few days for months.',
            },
          ]}
          onChange={(resolution) => change({ resolution })}
        />
        <Segmented
          label="View"
          value={search.table === true ? 'table' : 'chart'}
          options={[
            { value: 'chart', label: 'Chart' },
            { value: 'table', label: 'Table' },
          ]}
          onChange={(shown) => change({ table: shown === 'table' ? true : undefined })}
        />
      </div>
      <div className={styles.controls}>
        {phone ? (
          <Popover label="Options of the chart" trigger={<Button icon={Settings2}>Options</Button>}>
            <ChartOptions {...can} />
          </Popover>
        ) : (
          <ChartOptions {...can} />
        )}
        <div className={styles.files}>{children}</div>
      </div>
    </>
  );
}
