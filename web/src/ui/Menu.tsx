import { DropdownMenu as Radix } from 'radix-ui';
import { type ReactElement, useRef } from 'react';

import { classes } from './classes.js';
import styles from './Menu.module.css';

export interface MenuItem {
  readonly label: string;
  readonly onSelect: () => void;
  /** Why it is not possible now. */
  readonly disabledReason?: string | null;
  readonly danger?: boolean;
  /** One of several, such as a theme. */
  readonly checked?: boolean;
}

interface MenuProps {
  readonly trigger: ReactElement;
  /** Groups are divided by a line. */
  readonly groups: readonly (readonly MenuItem[])[];
}

/**
 * Acts behind one button. An act runs after the menu has closed and focus is back on the button: a dialog that it opens
 * then knows where focus belongs afterwards.
 */
export function Menu({ trigger, groups }: MenuProps) {
  const chosen = useRef<(() => void) | null>(null);
  const runChosen = () => {
    const act = chosen.current;
    chosen.current = null;
    // Radix moves focus to the button right after this handler.
    if (act !== null) setTimeout(act);
  };
  const shown = groups.filter((group) => group.length > 0);
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          className={styles.content}
          align="end"
          sideOffset={6}
          collisionPadding={12}
          onCloseAutoFocus={runChosen}
        >
          {shown.map((group, index) => (
            <Radix.Group key={index} className={styles.group}>
              {group.map((item) => (
                <Item key={item.label} item={item} choose={() => (chosen.current = item.onSelect)} />
              ))}
            </Radix.Group>
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Item({ item, choose }: { readonly item: MenuItem; readonly choose: () => void }) {
  const reason = item.disabledReason ?? null;
  const className = classes(styles.item, item.danger && styles.danger);
  const content = (
    <>
      {item.label}
      {reason !== null && <span className={styles.reason}>{reason}</span>}
    </>
  );
  if (item.checked === undefined) {
    return (
      <Radix.Item className={className} disabled={reason !== null} onSelect={choose}>
        {content}
      </Radix.Item>
    );
  }
  return (
    <Radix.CheckboxItem className={className} checked={item.checked} onSelect={choose}>
      {content}
      <Radix.ItemIndicator className={styles.check}>✓</Radix.ItemIndicator>
    </Radix.CheckboxItem>
  );
}
