import { WEBHOOK_SCOPE } from '../../revenuecat/scopes.js';
import { accountWorkflowId } from '../../workflows/ids.js';
import { manageWebhookUpdate, pauseUpdate, resumeUpdate } from '../../workflows/messages.js';
import type { ApiDeps } from '../deps.js';
import { accountParams } from '../http/params.js';
import { Problem } from '../http/problem.js';
import { type Answer, type Answers, type Caller, defineRoute } from '../http/route.js';
import { actDeadline, pollUntil, timeLeft } from '../poll.js';
import { update } from '../temporal/updates.js';
import { awaitDisconnected, disconnectAccount } from './disconnect.js';
import { type AccountKey, findAccount, withWorkflow } from './find.js';
import { receiptAnswer, receiptAnswers } from './receipt.js';
import { accountSchema } from './schema.js';
import { accountViewOf } from './view.js';

const ACT_PROBLEMS = [
  'account-disconnected',
  'account-not-running',
  'disconnect-in-progress',
  'temporal-unavailable',
  'worker-unavailable',
  'vault-unavailable',
];
const REGISTER_WITHIN = 3_000;

const accountAnswers = {
  200: { description: 'Done: the account.', schema: accountSchema },
  202: { description: 'Accepted, not done yet: the account as it stands.', schema: accountSchema },
} satisfies Answers;

async function accountAnswer(deps: ApiDeps, key: AccountKey, caller: Caller, done: boolean): Promise<Answer> {
  const body = await accountViewOf(deps, await findAccount(deps, key), caller);
  const Location = `/api/projects/${key.projectId}/accounts/${key.accountId}`;
  return done ? { status: 200, body } : { status: 202, body, headers: { Location } };
}

function pausing<Verb extends 'pause' | 'resume'>(verb: Verb, summary: string) {
  const definition = verb === 'pause' ? pauseUpdate : resumeUpdate;
  return defineRoute({
    method: 'post',
    path: `/api/projects/{projectId}/accounts/{accountId}/${verb}`,
    access: 'write',
    summary,
    params: accountParams,
    answers: accountAnswers,
    problems: ACT_PROBLEMS,
    handler: async ({ params, caller, deps }) => {
      const { done } = await withWorkflow(deps, params, () =>
        update(deps, accountWorkflowId(params.accountId), definition, [], {
          disconnecting: 'disconnect-in-progress',
        }),
      );
      return accountAnswer(deps, params, caller, done);
    },
  });
}

const disconnect = defineRoute({
  method: 'delete',
  path: '/api/projects/{projectId}/accounts/{accountId}',
  access: 'write',
  summary: 'Disconnect an account: its access is deleted, its history is kept',
  description:
    'Deliveries are refused from the first moment on. Repeating it answers how far the disconnect is.',
  params: accountParams,
  answers: receiptAnswers,
  problems: ['temporal-unavailable', 'vault-unavailable'],
  handler: async ({ params, caller, deps }) => {
    const deadline = actDeadline();
    await findAccount(deps, params);
    const { projectId: project_id, accountId: account_id } = params;
    const begun = await disconnectAccount(deps, params);
    if (begun !== null) {
      deps.log.info({ key_id: caller.apiKeyId, project_id, account_id }, 'account.disconnect_requested');
    }
    const where = { project_id, id: account_id };
    const [row] = await awaitDisconnected(deps, where, begun === null ? [] : [begun], timeLeft(deadline));
    if (row === undefined) throw new Problem('not-found');
    return receiptAnswer(row);
  },
});

function registering<Method extends 'put' | 'delete'>(method: Method, summary: string) {
  const wanted = method === 'put';
  return defineRoute({
    method,
    path: '/api/projects/{projectId}/accounts/{accountId}/webhook-registration',
    access: 'write',
    summary,
    params: accountParams,
    answers: accountAnswers,
    problems: [...ACT_PROBLEMS, ...(wanted ? ['permission-missing'] : [])],
    handler: async ({ params, caller, deps }) => {
      const account = await findAccount(deps, params);
      if (wanted && account.credential_kind === 'oauth' && !account.scopes.includes(WEBHOOK_SCOPE)) {
        throw new Problem('permission-missing', {
          detail: `RevenueCat has not granted ${WEBHOOK_SCOPE}. Reconnect with "manage_webhook": true.`,
        });
      }
      await withWorkflow(deps, params, () =>
        update(deps, accountWorkflowId(params.accountId), manageWebhookUpdate, [wanted], {
          disconnecting: 'disconnect-in-progress',
        }),
      );
      const isDone = (row: { webhook_integration_id: string | null }) =>
        (row.webhook_integration_id !== null) === wanted;
      const row = await pollUntil(REGISTER_WITHIN, () => findAccount(deps, params), isDone);
      return accountAnswer(deps, params, caller, isDone(row));
    },
  });
}

export const accountActRoutes = [
  pausing('pause', 'Stop the hourly syncs; events still arrive and access is kept alive'),
  pausing('resume', 'Go on with the hourly syncs'),
  disconnect,
  registering('put', 'Register our webhook at RevenueCat, or register it again'),
  registering('delete', 'Remove the webhook that we registered at RevenueCat'),
] as const;
