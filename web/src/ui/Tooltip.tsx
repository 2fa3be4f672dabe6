import { Tooltip as Radix } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';

import styles from './Tooltip.module.css';

/** Stands once around the whole page, so that moving from one tooltip to the next does not wait again. */
export const TooltipProvider = Radix.Provider;

interface TooltipProps {
  /** Never the only place where something is said: touch screens show no tooltips. */
  readonly text: ReactNode;
  /** One focusable element. */
  readonly children: ReactElement;
}

/** A short explanation on hover and on focus; Esc closes it. */
export function Tooltip({ text, children }: TooltipProps) {
  return (
    <Radix.Root delayDuration={250}>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={styles.content} sideOffset={6} collisionPadding={8}>
          {text}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
