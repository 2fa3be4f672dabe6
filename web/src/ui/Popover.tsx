import { Popover as Radix } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';

import styles from './Popover.module.css';

interface PopoverProps {
  /** The button that opens it. */
  readonly trigger: ReactElement;
  /** Name of the panel for those who listen. */
  readonly label: string;
  readonly align?: 'start' | 'end';
  /** For panels to read: focus goes to the panel, not to the first thing in it. */
  readonly reading?: boolean;
  readonly children: ReactNode;
}

function focusPanel(event: Event): void {
  event.preventDefault();
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
}

/** A panel beside its button, for details and choices; Esc and a click elsewhere close it, focus goes back. */
export function Popover({ trigger, label, align = 'start', reading = false, children }: PopoverProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          className={styles.content}
          align={align}
          sideOffset={6}
          collisionPadding={12}
          aria-label={label}
          {...(reading && { onOpenAutoFocus: focusPanel })}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
