import type { ComponentProps, ReactNode } from 'react';

import styles from './Checkbox.module.css';

interface CheckboxProps extends Omit<ComponentProps<'input'>, 'type' | 'children'> {
  readonly children: ReactNode;
}

/** The whole line is the target. */
export function Checkbox({ children, ...input }: CheckboxProps) {
  return (
    <label className={styles.line}>
      <input {...input} type="checkbox" className={styles.box} />
      <span className={styles.text}>{children}</span>
    </label>
  );
}
