import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { createPortal } from 'react-dom';

import { classes } from './classes.js';
import styles from './Dialog.module.css';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  /** Asks before something is destroyed: a click beside it does not close it. */
  readonly alert?: boolean;
  /** At the side of the page instead of its middle, for reading beside a list. */
  readonly side?: boolean;
  /** Buttons. What shall have the focus first, here or above, carries `data-autofocus`. */
  readonly footer?: ReactNode;
  readonly children: ReactNode;
}

/**
 * A modal dialog, open as long as it is rendered. The browser's own `<dialog>` keeps focus inside, makes the page
 * behind inert and gives focus back; it needs no injected styles, which our content security policy would refuse.
 */
export function Dialog({ title, onClose, alert = false, side = false, footer, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const bodyId = useId();
  // A layout effect closes before React removes the element: only then does the browser return the focus.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    element?.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    return () => element?.close();
  }, []);
  return createPortal(
    <dialog
      ref={dialog}
      className={classes(styles.dialog, side && styles.side)}
      role={alert ? 'alertdialog' : undefined}
      aria-labelledby={titleId}
      // What is asked is read out with the question; a form would be too much.
      aria-describedby={alert ? bodyId : undefined}
      onClose={() => !dialog.current?.open && onClose()}
      onClick={(event) => !alert && event.target === dialog.current && onClose()}
    >
      <div className={styles.panel}>
        <h2 id={titleId} className={styles.title}>
          {title}
        </h2>
        <div id={bodyId} className={styles.body}>
          {children}
        </div>
        {footer && <div className={styles.footer}>{footer}</div>}
      </div>
    </dialog>,
    document.body,
  );
}
