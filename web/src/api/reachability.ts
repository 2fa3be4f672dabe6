/** Since when the server has not answered, in milliseconds since 1970; null while it does. */
let awaySince: number | null = null;
const listeners = new Set<() => void>();

function set(since: number | null): void {
  if ((awaySince === null) === (since === null)) return;
  awaySince = since;
  for (const listener of listeners) listener();
}

/** What every request reports, so that one banner tells what each card would otherwise repeat. */
export const reachability = {
  answered: (): void => set(null),
  failed: (): void => set(Date.now()),
  get: (): number | null => awaySince,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
