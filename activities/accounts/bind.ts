import { newId } from '../../clients/ids.js';
import { Prisma } from '../../prisma/generated/client.js';
import type { BindAnswer, BindInput } from '../../workflows/activities.js';
import { passing } from '../crash-points.js';
import type { WorkerDeps } from '../deps.js';

/**
 * Binds a RevenueCat project to a project: a new row, a disconnected one revived with its history, or the account that is
 * being reconnected. Two attempts at once are settled by the unique key: one wins. Repeated, it finds its own row.
 */
export async function bindAccount({ database, log }: WorkerDeps, input: BindInput): Promise<BindAnswer> {
  const { connection, revenueCatProject } = input;
  passing('bind.begun', connection.credentialId);
  const answer = await database.prisma.$transaction(async (tx) => {
    const accountId = newId('account');
    const inserted = await tx.revenuecat_accounts.createMany({
      data: [{ id: accountId, generation: 1, ...columnsOf(input) }],
      skipDuplicates: true,
    });
    if (inserted.count === 1) {
      await openGate(tx, connection.projectId, accountId);
      await note(tx, input, accountId, 1, 'connected', `Connected to ${revenueCatProject.name}.`);
      return { kind: 'bound', accountId, generation: 1 } as const;
    }
    return existing(tx, input);
  });
  passing('bind.committed', connection.credentialId);
  log.info(
    { project_id: connection.projectId, connection_id: connection.connectionId, ...answer },
    answer.kind === 'bound' ? 'account.bound' : 'account.bind_refused',
  );
  return answer;
}

async function existing(tx: Prisma.TransactionClient, input: BindInput): Promise<BindAnswer> {
  const { connection, credential, revenueCatProject } = input;
  const { projectId, reconnect } = connection;
  // Locked, so that a disconnect which is just finishing is seen before or after, never in between.
  const [row] = await tx.$queryRaw<
    {
      id: string;
      status: string;
      generation: number;
      credential_id: string | null;
      disconnected_at: Date | null;
    }[]
  >`
    SELECT id, status, generation, credential_id, disconnected_at FROM revenuecat_accounts
    WHERE project_id = ${projectId} AND revenuecat_project_id = ${revenueCatProject.id} FOR UPDATE`;
  if (row === undefined) throw new Error('A row that was there a moment ago is gone.');
  if (row.status === 'disconnecting')
    return { kind: 'refused', problem: 'disconnect-in-progress', accountId: row.id };
  if (row.status === 'disconnected') {
    // A disconnect that came while the attempt to reconnect was under way is the later word, also once it has finished.
    if (reconnect !== null && (await beganBefore(tx, input, row.disconnected_at))) {
      return { kind: 'refused', problem: 'disconnect-in-progress', accountId: row.id };
    }
    const generation = row.generation + 1;
    await tx.revenuecat_accounts.update({
      where: { project_id_id: { project_id: projectId, id: row.id } },
      data: {
        ...columnsOf(input),
        ...{ generation, disconnected_at: null, receipt: {}, connected_at: new Date() },
        // Deliveries were refused meanwhile: what charts counted then must not look like a webhook that fails.
        ...{ webhook_verified_at: null, webhook_last_event_at: null, reconciliation: Prisma.DbNull },
      },
    });
    await openGate(tx, projectId, row.id);
    await note(tx, input, row.id, generation, 'connected', `Connected again to ${revenueCatProject.name}.`);
    return { kind: 'bound', accountId: row.id, generation };
  }
  const own = row.credential_id === credential.id || reconnect?.accountId === row.id;
  if (!own) return { kind: 'refused', problem: 'already-connected', accountId: row.id };
  return { kind: 'bound', accountId: row.id, generation: row.generation };
}

async function beganBefore(
  tx: Prisma.TransactionClient,
  { connection: { projectId: project_id, connectionId: id } }: BindInput,
  moment: Date | null,
): Promise<boolean> {
  const attempt = await tx.connections.findUnique({ where: { project_id_id: { project_id, id } } });
  return moment !== null && attempt !== null && attempt.created_at < moment;
}

function columnsOf({ connection, revenueCatProject, credential, budgetKey }: BindInput) {
  return {
    project_id: connection.projectId,
    revenuecat_project_id: revenueCatProject.id,
    revenuecat_project_name: revenueCatProject.name,
    revenuecat_project_created_at: new Date(revenueCatProject.createdAt),
    status: 'connected',
    health_status: 'healthy',
    health_cause: null,
    health_since: new Date(),
    credential_id: credential.id,
    credential_kind: credential.kind,
    credential_version: credential.version,
    scopes: [...credential.scopes],
    access_expires_at: credential.accessExpiresAt === null ? null : new Date(credential.accessExpiresAt),
    refreshed_at: new Date(credential.refreshObtainedAt ?? credential.obtainedAt),
    budget_key: budgetKey,
    manage_webhook: connection.manageWebhook,
    paused_at: null,
  };
}

async function openGate(tx: Prisma.TransactionClient, projectId: string, accountId: string): Promise<void> {
  const key = { project_id: projectId, account_id: accountId };
  await tx.account_gates.upsert({
    where: { project_id_account_id: key },
    create: { ...key, accepting: true },
    update: { accepting: true },
  });
}

async function note(
  tx: Prisma.TransactionClient,
  { connection }: BindInput,
  accountId: string,
  generation: number,
  kind: string,
  message: string,
): Promise<void> {
  const id = `${generation}-0-${kind}`;
  const entry = {
    project_id: connection.projectId,
    account_id: accountId,
    id,
    at: new Date(),
    kind,
    message,
  };
  await tx.timeline_entries.createMany({ data: [entry], skipDuplicates: true });
}
