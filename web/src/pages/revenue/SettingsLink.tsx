import { Link } from '@tanstack/react-router';

import type { Account } from '../../api/types.js';
import { useProject } from '../../shell/project-context.js';
import buttons from '../../ui/Button.module.css';
import { HEALTH_BUTTONS, ownerMustAct } from '../../wording/health.js';

/** The cause's own act, where the owner has one; it, and all there is to know, is on the settings page. */
export function HealthLink({ account }: { readonly account: Account }) {
  const { action } = account.health;
  return (
    <SettingsLink hash={account.id}>
      {ownerMustAct(account) && action !== null ? HEALTH_BUTTONS[action] : 'Show in settings'}
    </SettingsLink>
  );
}

export function SettingsLink({ children, hash }: { readonly children: string; readonly hash?: string }) {
  const { project } = useProject();
  return (
    <Link
      to="/projects/$projectId/settings"
      params={{ projectId: project.id }}
      {...(hash !== undefined && { hash })}
      className={buttons.button}
    >
      {children}
    </Link>
  );
}
