import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';

import { classes } from './classes.js';
import styles from './IconButton.module.css';
import { Tooltip } from './Tooltip.js';

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  readonly icon: LucideIcon;
  /** Its name; shown on hover and focus, since the icon stands alone. */
  readonly label: string;
  /** Without, where the button opens something that would cover the tooltip. */
  readonly tooltip?: boolean;
}

/** For the few icons that need no word beside them: copy, close, more, clock. */
export function IconButton({ icon: Icon, label, tooltip = true, className, ...rest }: IconButtonProps) {
  const button = (
    <button type="button" aria-label={label} {...rest} className={classes(styles.button, className)}>
      <Icon size={16} aria-hidden="true" />
    </button>
  );
  return tooltip ? <Tooltip text={label}>{button}</Tooltip> : button;
}
