import { z } from 'zod';

import type { ApiDeps } from '../deps.js';
import { accountParams } from '../http/params.js';
import { Problem } from '../http/problem.js';
import { type Answer, defineRoute } from '../http/route.js';
import { deleteSigningSecret, storeSigningSecret } from '../ingest/signing-secrets.js';
import { type AccountKey, findAccount } from './find.js';

const PATH = '/api/projects/{projectId}/accounts/{accountId}/webhook-signing-secret';
const PROBLEMS = ['account-disconnected', 'disconnect-in-progress', 'vault-unavailable'];
const DONE: Answer = { status: 204 };

/** A disconnect deletes the secret: none may come after it. */
async function takingWebhooks(deps: ApiDeps, key: AccountKey): Promise<AccountKey> {
  const { status } = await findAccount(deps, key);
  if (status === 'disconnected') throw new Problem('account-disconnected');
  if (status === 'disconnecting') throw new Problem('disconnect-in-progress');
  return key;
}

/** Optional HMAC signing of deliveries (RevenueCat, "Webhooks", Security): the secret is shown there once. */
export const signingSecretRoutes = [
  defineRoute({
    method: 'put',
    path: PATH,
    access: 'write',
    summary: 'Take only deliveries signed with this secret',
    description:
      'From then on the account is reached by its own webhook URL only, the one with `?account=`. RevenueCat shows the secret once, when signing is switched on; after a rotation there, put the new one here.',
    params: accountParams,
    body: z.object({
      secret: z
        .string()
        .min(8)
        .max(5_000)
        .meta({ description: 'As RevenueCat shows it, unchanged. Never answered again.' }),
    }),
    answers: { 204: { description: 'Stored.', schema: null } },
    problems: PROBLEMS,
    handler: async ({ params, body, deps }) => {
      await storeSigningSecret(deps, await takingWebhooks(deps, params), body.secret);
      return DONE;
    },
  }),
  defineRoute({
    method: 'delete',
    path: PATH,
    access: 'write',
    summary: 'Take unsigned deliveries again',
    params: accountParams,
    answers: { 204: { description: 'Deleted, or there was none.', schema: null } },
    problems: PROBLEMS,
    handler: async ({ params, deps }) => {
      await deleteSigningSecret(deps, await takingWebhooks(deps, params));
      return DONE;
    },
  }),
] as const;
