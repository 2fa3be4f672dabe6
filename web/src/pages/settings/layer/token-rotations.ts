let rotations = 0;
const listeners = new Set<() => void>();

/**
 * How often this page has seen a webhook token replaced. Every part that shows a token reads it before and after, so
 * that none goes on showing the old one.
 */
export const tokenRotations = {
  get: (): number => rotations,
  add: (): void => {
    rotations += 1;
    for (const listener of listeners) listener();
  },
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
