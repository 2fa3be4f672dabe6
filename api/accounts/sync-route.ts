import type { sync_runs } from '../../prisma/generated/client.js';
import { accountWorkflowId } from '../../workflows/ids.js';
import { syncNowUpdate } from '../../workflows/messages.js';
import type { ApiDeps } from '../deps.js';
import { accountParams } from '../http/params.js';
import { Problem } from '../http/problem.js';
import { defineRoute } from '../http/route.js';
import { pollUntil } from '../poll.js';
import { update } from '../temporal/updates.js';
import { type AccountKey, findAccount, withWorkflow } from './find.js';
import { healthMoment, healthSentences } from './health-sentence.js';
import { runView } from './run-view.js';
import { runSchema, type RunView } from './schema.js';

/** The row of a run may appear a moment after its id. */
const ROW_WITHIN = 1_000;

export const syncNowRoute = defineRoute({
  method: 'post',
  path: '/api/projects/{projectId}/accounts/{accountId}/sync',
  access: 'write',
  summary: 'Sync now; a run under way is joined',
  description: 'On a paused account the run takes place and the account stays paused.',
  params: accountParams,
  answers: {
    200: { description: 'The run has finished already.', schema: runSchema },
    202: { description: 'The run is under way.', schema: runSchema },
  },
  problems: [
    'sync-not-possible',
    'account-disconnected',
    'account-not-running',
    'temporal-unavailable',
    'worker-unavailable',
    'vault-unavailable',
  ],
  handler: async ({ params, deps }) => {
    const result = await withWorkflow(deps, params, () =>
      update(deps, accountWorkflowId(params.accountId), syncNowUpdate, []),
    );
    if (!result.done) throw new Problem('worker-unavailable');
    if (!result.answer.accepted) throw await refusal(deps, params, result.answer);
    const { runId } = result.answer;
    const row = await pollUntil(
      ROW_WITHIN,
      () => findRun(deps, params, runId),
      (found) => found !== null,
    );
    const run = row === null ? justBegun(runId) : runView(row);
    const Location = `/api/projects/${params.projectId}/accounts/${params.accountId}/syncs/${runId}`;
    return run.finished_at === null
      ? { status: 202, body: run, headers: { Location } }
      : { status: 200, body: run };
  },
});

async function refusal(
  deps: ApiDeps,
  key: AccountKey,
  { cause, notBefore }: { cause: string; notBefore: number | null },
): Promise<Problem> {
  const account = await findAccount(deps, key);
  // The workflow may know of a cause that its row does not show yet; what the row knows about another is not about this.
  const moment =
    account.health_cause === cause
      ? healthMoment(account)
      : { account, cause, since: new Date(), detail: null };
  const [sentence] = await healthSentences(deps.database.prisma, [moment]);
  const detail =
    sentence?.message ??
    (cause === 'rate_limited' ? "RevenueCat's limit is reached." : 'The account is being disconnected.');
  const not_before = notBefore === null ? null : new Date(notBefore).toISOString();
  return new Problem('sync-not-possible', { detail, members: { cause, not_before } });
}

function findRun(deps: ApiDeps, key: AccountKey, runId: string): Promise<sync_runs | null> {
  return deps.database.prisma.sync_runs.findUnique({
    where: {
      project_id_account_id_id: { project_id: key.projectId, account_id: key.accountId, id: runId },
    },
  });
}

/** A run that is certain to come: the workflow has given it its id, and waits for its turn to write it down. */
function justBegun(id: string): RunView {
  return {
    id,
    kind: 'manual',
    status: 'running',
    progress: { done: 0, total: 0 },
    metrics: [],
    calls: 0,
    fetched_from: null,
    started_at: new Date().toISOString(),
    finished_at: null,
    cause: null,
  };
}
