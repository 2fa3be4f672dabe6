import assert from 'node:assert/strict';

import { toStored } from '../../activities/credentials/keep.js';
import { oauthSettings } from '../../activities/credentials/obtain.js';
import type { StoredCredential } from '../../activities/credentials/store.js';
import { exchangeCode } from '../../revenuecat/oauth.js';
import { scopesToRequest } from '../../revenuecat/scopes.js';
import { approve } from '../support/connect.js';
import type { WorkerStack } from '../support/worker-stack.js';

/** A pair that the developer approved past us, in the form Vault keeps: what an operator could put there by hand. */
export async function freshPair(stack: WorkerStack, developerId: string): Promise<StoredCredential> {
  const scopes = scopesToRequest(false);
  const { code, verifier } = await approve(stack, scopes, developerId);
  const outcome = await exchangeCode(oauthSettings(stack.config), code, verifier);
  assert.equal(outcome.kind, 'granted');
  return toStored(outcome.pair, Date.now(), { refreshToken: undefined, scopes });
}
