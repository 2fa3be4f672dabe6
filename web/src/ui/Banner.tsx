import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from 'lucide-react';
import type { ReactNode } from 'react';

import styles from './Banner.module.css';
import type { Tone } from './Chip.js';
import { classes } from './classes.js';
import { IconButton } from './IconButton.js';

const ICONS = {
  neutral: Info,
  info: Info,
  better: CircleCheck,
  warning: TriangleAlert,
  worse: CircleAlert,
} as const;

interface BannerProps {
  readonly tone: Tone;
  readonly children: ReactNode;
  /** The one thing to do about it. */
  readonly action?: ReactNode;
  readonly onDismiss?: () => void;
  /** Read out at once: for acts that failed, nothing else. */
  readonly alert?: boolean;
}

/** One cause, one sentence, one action. */
export function Banner({ tone, children, action, onDismiss, alert = false }: BannerProps) {
  const Icon = ICONS[tone];
  return (
    <div className={classes(styles.banner, styles[tone])} role={alert ? 'alert' : undefined}>
      <Icon size={16} aria-hidden="true" className={styles.icon} />
      <div className={styles.text}>{children}</div>
      {action}
      {onDismiss && <IconButton icon={X} label="Dismiss" onClick={onDismiss} />}
    </div>
  );
}
