import type { AccountState } from './state.js';

/** The account's story in Markdown, shown as current details in Temporal UI. */
export function describeAccount(state: AccountState): string {
  const { health, credential, run } = state;
  const lines = [
    `**${state.revenueCatProject.name}** (${state.revenueCatProject.id}) is ${state.status}`,
    health.cause === null
      ? `- health: healthy since ${iso(health.since)}`
      : `- health: **${health.cause}** since ${iso(health.since)}${health.detail ? ` (${health.detail})` : ''}`,
    `- credential: ${credential.kind} ${credential.id} version ${credential.version}${
      credential.accessExpiresAt === null ? '' : `, access until ${iso(credential.accessExpiresAt)}`
    }`,
    run === null
      ? `- next slot: ${iso(state.nextSlot)}`
      : `- sync ${run.id}: ${Object.keys(run.results).length} of ${run.steps.length} steps`,
  ];
  if (state.ourTroubleSince !== null) {
    const part = state.ourTroubleWith === undefined ? '' : ` (${state.ourTroubleWith})`;
    lines.push(`- trouble on our side since ${iso(state.ourTroubleSince)}${part}`);
  }
  if (state.closing !== null) {
    const { gateClosed, inboxDrained, webhook, credentialDeleted } = state.closing;
    lines.push(
      `- disconnecting since ${iso(state.closing.since)}: gate ${mark(gateClosed)}, inbox ${mark(inboxDrained)}, ` +
        `webhook ${webhook ?? 'open'}, credential ${mark(credentialDeleted)}`,
    );
  }
  return lines.join('\n');
}

const iso = (time: number): string => new Date(time).toISOString().slice(0, 19).concat('Z');
const mark = (done: boolean): string => (done ? 'done' : 'open');
