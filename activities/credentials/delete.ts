import { ApplicationFailure } from '@temporalio/common';

import type { Vault } from '../../clients/vault.js';
import type { CredentialRef } from '../../workflows/activities.js';
import { passing } from '../crash-points.js';
import { abandon } from './intent.js';
import { credentialPath, intentPath, readStored } from './store.js';

/**
 * Deletes every version of a credential and reads back that it is gone. Marked first, so that a pair which is on its way
 * is dropped; the mark goes last, and an intent that is gone says the same.
 */
export async function deleteCredential(vault: Vault, ref: CredentialRef): Promise<void> {
  await abandon(vault, ref);
  passing('delete.announced', ref.credentialId);
  await vault.destroy('credentials', credentialPath(ref));
  passing('delete.destroyed', ref.credentialId);
  if ((await readStored(vault, ref)) !== null) {
    throw ApplicationFailure.retryable('The credential is still in Vault.', 'VaultUnavailable');
  }
  await vault.destroy('credentials', intentPath(ref));
  passing('delete.concluded', ref.credentialId);
}
