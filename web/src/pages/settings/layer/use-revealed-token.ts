import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import { readWebhookToken } from '../../../api/layer.js';
import { useProject } from '../../../shell/project-context.js';

const SHOWN_MS = 60_000;

/**
 * The webhook token while it is shown: it hides after a minute and when the tab is left, and is kept nowhere else.
 * `fetch` gets it without showing it, for copying.
 */
export function useRevealedToken() {
  const { project } = useProject();
  const [shown, setShown] = useState<string | null>(null);
  // No cached copy survives the moment it is used.
  const read = useMutation({ mutationFn: () => readWebhookToken(project.id), gcTime: 0 });
  const hide = () => setShown(null);
  const fetchToken = async () => {
    const { token } = await read.mutateAsync();
    read.reset();
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
    show: async () => setShown(await fetchToken()),
    hide,
    fetch: fetchToken,
    busy: read.isPending,
    error: read.error,
  };
}
