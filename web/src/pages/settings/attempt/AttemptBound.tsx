import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { layerKey, layerQuery } from '../../../api/layer.js';
import { useProject } from '../../../shell/project-context.js';
import { announce } from '../../../ui/announce.js';
import { Banner } from '../../../ui/Banner.js';

interface AttemptBoundProps {
  readonly accountId: string | null;
  readonly dismiss: () => void;
}

/** The attempt has become an account; the list beneath is read again to show it. */
export function AttemptBound({ accountId, dismiss }: AttemptBoundProps) {
  const { project } = useProject();
  const client = useQueryClient();
  const { data: layer } = useQuery(layerQuery(project.id));
  const account = layer?.accounts.find(({ id }) => id === accountId);
  useEffect(() => {
    void client.invalidateQueries({ queryKey: layerKey(project.id) });
    announce('RevenueCat is connected');
  }, [client, project.id]);
  return (
    <Banner tone="better" onDismiss={dismiss}>
      {account?.revenuecat_project.name ?? 'The RevenueCat project'} is connected.{' '}
      {account?.last_published_at === null && 'The first sync has begun.'}
    </Banner>
  );
}
