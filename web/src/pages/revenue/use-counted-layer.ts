import { useQuery } from '@tanstack/react-query';

import { accountsQuery } from '../../api/accounts.js';
import { layerQuery } from '../../api/layer.js';
import type { CountedLayer } from '../../api/types.js';
import { useProject } from '../../shell/project-context.js';

/**
 * Whose numbers the dashboard shows: the layer's, or the kept history of one that was removed, which has accounts and a
 * currency like any other.
 */
export function useCountedLayer() {
  const { project } = useProject();
  const installed = useQuery(layerQuery(project.id));
  const removed = installed.data === null;
  const kept = useQuery({ ...accountsQuery(project.id), enabled: removed });
  const layer: CountedLayer | undefined = removed
    ? kept.data && { currency: project.currency, accounts: kept.data.items }
    : (installed.data ?? undefined);
  const asked = removed ? kept : installed;
  return {
    layer,
    installed: !removed,
    error: asked.error,
    isPending: asked.isPending,
    refetch: () => void asked.refetch(),
  };
}
