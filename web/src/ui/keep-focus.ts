/** As many places as an act can lie behind: a button, the menu it opens, the dialog that this opens. */
const REMEMBERED = 8;
/** What a reader is led back to when something in it has vanished: each has a name to be read. */
const PLACES = 'dialog, [role="dialog"], details, [aria-labelledby], main';

/** Where the focus has been, the newest last: each element with all that it stood in. */
const been: [element: Element, ...around: Element[]][] = [];

/**
 * Keeps the focus in the page for as long as it is open. A button that its own act takes away, such as "Sync now" or
 * "Dismiss", would leave the focus on nothing: a keyboard then begins at the top, and a screen reader falls silent. So
 * it goes to the heading of the card, to the page's heading, or to the first row that the button has brought.
 */
export function keepFocus(): void {
  document.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof Element)) return;
    been.push([target, ...around(target)]);
    if (been.length > REMEMBERED) been.shift();
  });
  // Who clicks beside everything has left; before the click acts, which may take away what has the focus.
  document.addEventListener('click', () => isLost() && been.splice(0), { capture: true });
  new MutationObserver(regain).observe(document.body, { childList: true, subtree: true });
}

const isLost = (): boolean => document.activeElement === null || document.activeElement === document.body;

function around(element: Element): Element[] {
  const { parentElement: parent } = element;
  return parent === null ? [] : [parent, ...around(parent)];
}

function regain(changes: readonly MutationRecord[]): void {
  const [element] = been.at(-1) ?? [];
  if (element === undefined || element.isConnected || !isLost()) return;
  const row = firstRowInsteadOf(element, changes);
  // Dialogs and menus give the focus back themselves, a moment after they have gone.
  setTimeout(() => isLost() && focus(row?.isConnected ? row : place()));
}

/** The first of the rows that came when a button at the end of a list went, such as "Older". */
function firstRowInsteadOf(button: Element, changes: readonly MutationRecord[]): Element | null {
  const gone = changes.find(({ removedNodes }) =>
    [...removedNodes].some((node) => node.contains(button) && node.textContent === button.textContent),
  );
  const added = changes
    .flatMap(({ addedNodes }) => [...addedNodes])
    .filter((node) => node instanceof Element);
  const rows = added.flatMap((node) =>
    node.matches('li, tr') ? node : [...node.querySelectorAll('li, tr')],
  );
  return rows.find((row) => gone?.target.contains(row)) ?? null;
}

/** Nearest to where the focus was last; what it was opened from, where all around it is gone, too. */
function place(): Element | null {
  for (const [element, ...others] of been.toReversed()) {
    if (element.isConnected) return element;
    for (const other of others) {
      // A card that is drawn anew keeps its id.
      const stands = other.isConnected ? other : document.getElementById(other.id);
      const found = stands?.closest(PLACES);
      if (found) return nameOf(found);
    }
  }
  return document.querySelector('h1');
}

function nameOf(found: Element): Element {
  const heading = document.getElementById(found.getAttribute('aria-labelledby') ?? '');
  return found.querySelector('[data-autofocus]') ?? heading ?? found.querySelector('summary, h1') ?? found;
}

function focus(element: Element | null): void {
  if (!(element instanceof HTMLElement)) return;
  if (element.tabIndex < 0) element.tabIndex = -1;
  element.focus({ preventScroll: true });
}
