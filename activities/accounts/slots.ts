import { listAll, projectSchema } from '../../revenuecat/lists.js';
import type { ProbeAnswer, ProbeInput, SkippedSlot } from '../../workflows/activities.js';
import type { WorkerDeps } from '../deps.js';
import { RevenueCat, urgently } from '../revenuecat.js';

/** A slot that passed without a run leaves a row with its cause. */
export async function recordSlot({ database }: WorkerDeps, input: SkippedSlot): Promise<void> {
  const { projectId, accountId, generation, slot, status, cause } = input;
  const at = new Date();
  const account = await database.prisma.revenuecat_accounts.findUniqueOrThrow({
    where: { project_id_id: { project_id: projectId, id: accountId } },
    include: { project: { include: { layer: true } } },
  });
  await database.prisma.sync_runs.createMany({
    data: {
      project_id: projectId,
      account_id: accountId,
      id: `slot-${generation}-${slot}`,
      kind: 'scheduled',
      slot: new Date(slot),
      status,
      cause,
      as_of: new Date(at.toISOString().slice(0, 10)),
      currency: account.project.layer?.currency ?? account.project.currency,
      started_at: at,
      finished_at: at,
    },
    skipDuplicates: true,
  });
}

/**
 * Whether the grant still reaches the account's RevenueCat project: it is in the list, or it is not.
 *
 * @throws {ApplicationFailure} `ProviderTransient`
 */
export async function probeAccess(deps: WorkerDeps, input: ProbeInput): Promise<ProbeAnswer> {
  const revenuecat = await RevenueCat.open(deps, input, urgently(input.accountId));
  if (revenuecat === null) return { kind: 'missing' };
  const listed = await listAll(projectSchema, (query) =>
    revenuecat.call('project_configuration', { path: '/projects', query }),
  );
  if (listed.kind === 'wait') return listed;
  if (listed.kind === 'unauthorized') return { kind: 'unauthorized', version: listed.version };
  // A 404, a 400 or an answer that cannot be read is no word about our access.
  if (listed.kind === 'refused' && listed.status === 403) return { kind: 'forbidden' };
  if (listed.kind !== 'items') return { kind: 'unknown' };
  const project = listed.items.find(({ id }) => id === input.revenueCatProjectId);
  return project === undefined ? { kind: 'not_listed' } : { kind: 'listed', name: project.name };
}
