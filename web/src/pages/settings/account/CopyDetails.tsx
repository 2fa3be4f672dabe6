import type { Account } from '../../../api/types.js';
import { CopyButton } from '../../../ui/CopyButton.js';
import { HEALTH_BUTTONS } from '../../../wording/health.js';

/** What the operator needs to know, ready to be sent to them; nothing secret. */
export function CopyDetails({ account }: { readonly account: Account }) {
  const { health, revenuecat_project: project } = account;
  const text = [
    health.message,
    `account: ${account.id}`,
    `RevenueCat project: ${project.id} (${project.name})`,
    `cause: ${health.cause}, since ${health.since}`,
  ].join('\n');
  return <CopyButton what="details for the operator" text={text} word={HEALTH_BUTTONS.contact_operator} />;
}
