import type { ReactNode } from 'react';

import styles from './Chip.module.css';
import { classes } from './classes.js';

export type Tone = 'neutral' | 'better' | 'worse' | 'warning' | 'info';

interface ChipProps {
  readonly tone: Tone;
  /** Colour alone says nothing: a chip that carries meaning has an icon beside its word. */
  readonly icon?: ReactNode;
  readonly children: ReactNode;
}

/** A short word about the thing it stands beside. */
export function Chip({ tone, icon, children }: ChipProps) {
  return (
    <span className={classes(styles.chip, styles[tone])}>
      {icon}
      {children}
    </span>
  );
}
