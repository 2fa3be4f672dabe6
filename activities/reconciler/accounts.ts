import { newId } from '../../clients/ids.js';
import { Prisma } from '../../prisma/generated/client.js';
import type { Difference, DifferenceKind, Look } from '../../workflows/differences.js';
import { accountWorkflowId } from '../../workflows/ids.js';
import { type AccountInput, disconnectSignal, webhookTokenRotatedSignal } from '../../workflows/messages.js';
import type { WorkerDeps } from '../deps.js';
import { inParallel } from '../in-parallel.js';
import { askAccount, isLive } from './live-workflows.js';
import { positionAfter, positionOf, ROWS_PER_LOOK } from './position.js';
import { repair } from './repair.js';

/** Milliseconds for a start or a signal: the account's row is locked meanwhile. */
const TOLD_WITHIN = 10_000;

/** What the timeline says where a workflow was started again. */
const RESTARTED: Partial<Record<DifferenceKind, string>> = {
  account_not_running:
    'Started again after an interruption on our side. Events that came meanwhile are kept.',
  disconnect_not_running: 'The disconnect goes on after an interruption on our side.',
};

interface Row {
  readonly project_id: string;
  readonly id: string;
  readonly generation: number;
  readonly status: string;
  /** RevenueCat has another webhook token than the one in force. */
  readonly token_behind: boolean;
}

const COLUMNS = Prisma.sql`project_id, id, generation, status,
  manage_webhook AND status IN ('connected', 'paused') AND registered_token_hash IS DISTINCT FROM (
    SELECT webhook_token_hash FROM revenue_layers layer WHERE layer.project_id = account.project_id) AS token_behind`;

/** Compares accounts with their workflows. Of the disconnected ones those of the last week: the others are long over. */
export async function lookAtAccounts(deps: WorkerDeps, after: string | null): Promise<Look> {
  const [project, account] = positionOf(after);
  const rows = await deps.database.prisma.$queryRaw<Row[]>`
    SELECT ${COLUMNS} FROM revenuecat_accounts account
    WHERE (project_id, id) > (${project}, ${account})
      AND (status <> 'disconnected' OR disconnected_at > now() - interval '7 days')
    ORDER BY project_id, id LIMIT ${ROWS_PER_LOOK}`;
  const kinds = await inParallel(rows, (row) => differenceOf(deps, row));
  const differences = rows.flatMap(({ project_id: projectId, id: subject, generation }, index) => {
    const kind = kinds[index] ?? null;
    return kind === null ? [] : [{ kind, projectId, subject, generation }];
  });
  return { seen: rows.length, differences, next: positionAfter(rows) };
}

async function differenceOf(deps: WorkerDeps, row: Row): Promise<DifferenceKind | null> {
  const { id, status } = row;
  const live = await isLive(deps, accountWorkflowId(id));
  if (status === 'disconnected') return live ? 'disconnected_still_running' : null;
  if (status !== 'disconnecting') {
    if (!live) return 'account_not_running';
    return row.token_behind && (await lacksRotation(deps, id)) ? 'token_rotation_not_known' : null;
  }
  if (!live) return 'disconnect_not_running';
  const state = await askAccount(deps, id);
  // One that has not read its row yet will find the disconnect there.
  return state === null || state.status === 'disconnecting' ? null : 'disconnect_not_known';
}

/**
 * Whether an account has no reason to look at our webhook before its next run. One that has will register the token as soon
 * as it can; one that RevenueCat refuses is not told every five minutes.
 */
async function lacksRotation(deps: WorkerDeps, accountId: string): Promise<boolean> {
  const state = await askAccount(deps, accountId);
  return state !== null && state.manageWebhook && !state.webhookDue && !state.webhookRefused;
}

/**
 * Starts the account's workflow from its row, tells it what it does not know, or both. The row stays locked meanwhile: a
 * disconnect or a revival comes before or after, and a signal can never reach the workflow of a later generation.
 */
export function repairAccount(deps: WorkerDeps, difference: Difference): Promise<boolean> {
  const { kind, projectId, subject: accountId, generation } = difference;
  return repair(deps, difference, {
    async lookAgain(tx) {
      const [row] = await tx.$queryRaw<Row[]>`
        SELECT ${COLUMNS} FROM revenuecat_accounts account
        WHERE project_id = ${projectId} AND id = ${accountId} AND generation = ${generation} FOR UPDATE`;
      if (row === undefined || (await differenceOf(deps, row)) !== kind) return null;
      return { projectId, accountId, generation: row.generation };
    },
    async act(account, tx) {
      const message = RESTARTED[kind];
      if (message !== undefined) await note(tx, account, message);
      await deps.temporal.withDeadline(Date.now() + TOLD_WITHIN, () => tell(deps, kind, account));
    },
  });
}

async function tell({ temporal, taskQueue }: WorkerDeps, kind: DifferenceKind, account: AccountInput) {
  const workflowId = accountWorkflowId(account.accountId);
  const start = { workflowId, taskQueue, args: [account] };
  if (kind === 'account_not_running') {
    await temporal.workflow.start('account', { ...start, workflowIdConflictPolicy: 'USE_EXISTING' });
  } else if (kind === 'disconnect_not_running') {
    await temporal.workflow.signalWithStart('account', { ...start, signal: disconnectSignal });
  } else {
    const signal = kind === 'token_rotation_not_known' ? webhookTokenRotatedSignal : disconnectSignal;
    await temporal.workflow.getHandle(workflowId).signal(signal);
  }
}

/** For the owner: a gap in the numbers has an explanation. */
async function note(tx: Prisma.TransactionClient, account: AccountInput, message: string): Promise<void> {
  await tx.timeline_entries.create({
    data: {
      project_id: account.projectId,
      account_id: account.accountId,
      id: newId('repair'),
      at: new Date(),
      kind: 'restarted',
      message,
    },
  });
}
