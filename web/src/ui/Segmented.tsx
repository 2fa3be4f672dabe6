import { useId } from 'react';

import { Hidden } from './Hidden.js';
import styles from './Segmented.module.css';

interface SegmentedProps<Value extends string> {
  readonly label: string;
  readonly value: Value | null;
  readonly options: readonly {
    readonly value: Value;
    readonly label: string;
    /** Why it cannot be chosen now. */
    readonly disabledReason?: string | null;
  }[];
  readonly onChange: (value: Value) => void;
}

/** One of a few, all visible: radio buttons in the form of a bar, so arrow keys work as everywhere. */
export function Segmented<Value extends string>({ label, value, options, onChange }: SegmentedProps<Value>) {
  const name = useId();
  return (
    <fieldset className={styles.bar}>
      <legend>
        <Hidden>{label}</Hidden>
      </legend>
      {options.map((option) => (
        <label key={option.value} className={styles.option} title={option.disabledReason ?? undefined}>
          <input
            type="radio"
            name={name}
            className={styles.radio}
            checked={option.value === value}
            disabled={(option.disabledReason ?? null) !== null}
            onChange={() => onChange(option.value)}
          />
          <span className={styles.face}>{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
