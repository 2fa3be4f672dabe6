import { useMutation } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';

import { readWebhookToken } from '../../../api/layer.js';
import { useProject } from '../../../shell/project-context.js';
import { tokenRotations } from './token-rotations.js';

const SHOWN_MS = 60_000;

/**
 * The webhook token while it is shown: it hides after a minute, when the tab is left and when it is replaced, and is kept
 * nowhere else.
 * `fetch` gets it without showing it, for copying.
 */
export function useRevealedToken() {
  const { project } = useProject();
  const [read, setRead] = useState<{ readonly token: string; readonly rotations: number } | null>(null);
  const rotations = useSyncExternalStore(tokenRotations.subscribe, tokenRotations.get);
  // Also one that was asked for before it was replaced, and came after.
  const shown = read?.rotations === rotations ? read.token : null;
  // No cached copy survives the moment it is used.
  const ask = useMutation({ mutationFn: () => readWebhookToken(project.id), gcTime: 0 });
  const hide = () => setRead(null);
  const fetchToken = async () => {
    const { token } = await ask.mutateAsync();
    ask.reset();
    return token;
  };
  useEffect(() => {
    if (shown === null) return;
    const timer = window.setTimeout(hide, SHOWN_MS);
    const hideWhenLeft = () => document.hidden && hide();
    document.addEventListener('visibilitychange', hideWhenLeft);
    return () => {
      window.clearTimeout(timer);
      document.removeEventListener('visibilitychange', hideWhenLeft);
    };
  }, [shown]);
  return {
    shown,
    show: async () => setRead({ rotations: tokenRotations.get(), token: await fetchToken() }),
    hide,
    fetch: fetchToken,
    busy: ask.isPending,
    error: ask.error,
  };
}
