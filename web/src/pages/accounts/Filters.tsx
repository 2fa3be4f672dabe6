import { SelectField } from '../../ui/Field.js';
import styles from './OperatorsPage.module.css';
import { CAUSES, HEALTHS, type OperatorsSearch, parseOperatorsSearch, STATUSES } from './search.js';

interface FiltersProps {
  readonly search: OperatorsSearch;
  readonly change: (search: OperatorsSearch) => void;
}

const FILTERS = [
  { name: 'status', label: 'Status', values: STATUSES },
  { name: 'health', label: 'Health', values: HEALTHS },
  { name: 'cause', label: 'Cause', values: CAUSES },
] as const;

/** Raw names, because logs have them. */
export function Filters({ search, change }: FiltersProps) {
  return (
    <div className={styles.filters}>
      {FILTERS.map(({ name, label, values }) => (
        <SelectField
          key={name}
          inline
          label={label}
          value={search[name] ?? ''}
          options={[{ value: '', label: 'any' }, ...values.map((value) => ({ value, label: value }))]}
          onChange={(value) => change(parseOperatorsSearch({ ...search, [name]: value }))}
        />
      ))}
    </div>
  );
}
