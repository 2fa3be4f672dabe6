import { useSyncExternalStore } from 'react';

const query = window.matchMedia('(width < 600px)');

function subscribe(listener: () => void): () => void {
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

/** Whether the page is as narrow as a phone: for the few places where style alone cannot rearrange things. */
export const usePhone = (): boolean => useSyncExternalStore(subscribe, () => query.matches);
