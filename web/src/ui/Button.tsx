import type { LucideIcon } from 'lucide-react';
import type { ComponentProps, MouseEvent } from 'react';

import styles from './Button.module.css';
import { classes } from './classes.js';
import { Spinner } from './Spinner.js';
import { Tooltip } from './Tooltip.js';

interface ButtonProps extends ComponentProps<'button'> {
  /** One `primary` per view; `danger` for what deletes; `quiet` inside rows and cards. */
  readonly variant?: 'primary' | 'plain' | 'quiet' | 'danger';
  readonly icon?: LucideIcon;
  /** The act is under way: shown, and not started twice. */
  readonly busy?: boolean;
  /** Why the act is not possible now; the button stays reachable so that the reason can be read. */
  readonly disabledReason?: string | null;
}

/** An act. Disabled ones keep their focus and say why. */
export function Button({
  variant = 'plain',
  icon: Icon,
  busy = false,
  disabledReason = null,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  const blocked = busy || disabledReason !== null;
  const act = (event: MouseEvent<HTMLButtonElement>) => {
    if (blocked) event.preventDefault();
    else onClick?.(event);
  };
  const button = (
    <button
      type="button"
      {...rest}
      className={classes(styles.button, styles[variant], className)}
      aria-disabled={blocked || undefined}
      aria-busy={busy || undefined}
      onClick={act}
    >
      {busy ? <Spinner /> : Icon && <Icon size={16} aria-hidden="true" />}
      {children}
    </button>
  );
  return disabledReason === null ? button : <Tooltip text={disabledReason}>{button}</Tooltip>;
}
