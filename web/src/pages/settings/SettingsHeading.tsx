import { Plus } from 'lucide-react';

import type { RevenueLayer } from '../../api/types.js';
import { PageHeading } from '../../shell/PageHeading.js';
import { useProject } from '../../shell/project-context.js';
import { Button } from '../../ui/Button.js';

interface SettingsHeadingProps {
  readonly layer: RevenueLayer | null;
  readonly connect: () => void;
}

/** The main act stands here once there is an account; before that it stands in the empty list. */
export function SettingsHeading({ layer, connect }: SettingsHeadingProps) {
  const { project, readOnly } = useProject();
  const hasAccount = layer?.accounts.some(({ status }) => status !== 'disconnected') ?? false;
  return (
    <PageHeading title="Settings" project={project.name}>
      {hasAccount && (
        <Button variant="primary" icon={Plus} disabledReason={readOnly} onClick={connect}>
          Connect RevenueCat
        </Button>
      )}
    </PageHeading>
  );
}
