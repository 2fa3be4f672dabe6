import { ApplicationFailure } from '@temporalio/common';

import { type Vault, VaultConflict } from '../../clients/vault.js';
import type { CredentialRef } from '../../workflows/activities.js';
import { intentPath } from './store.js';

/** How long the token endpoint may take, in milliseconds. */
export const HTTP_TIMEOUT = 30_000;
/** How long after the intent was written a send may still be in the air: time-out, plus time to abort and to be late. */
export const LEASE = HTTP_TIMEOUT + 15_000;

/** Stands beside a credential while its refresh token, or the code it comes from, is being spent. */
interface Intent {
  /** Which version is spent; 0 for the exchange of a code. */
  readonly version: number;
  /** Until then nobody else may send. Fixed before the send, never renewed. */
  readonly lease_until: number;
  /** An earlier send of this version ended without an answer that could be read: the token may be spent. */
  readonly uncertain: boolean;
  /** The credential is being deleted: whoever holds a pair for it drops it. */
  readonly abandon?: true;
}

/**
 * Announces a send, with check-and-set: this proves that Vault takes writes before anything is spent.
 *
 * @returns whether an earlier send of this version ended unknown.
 * @throws {ApplicationFailure} `LeaseHeld` while another send may be in the air; `CredentialGone` if it is being deleted.
 */
export async function announce(vault: Vault, ref: CredentialRef, version: number): Promise<boolean> {
  const found = await vault.read<Intent>('credentials', intentPath(ref));
  if (found?.data.abandon) throw gone();
  const same = found !== null && found.data.version === version;
  const wait = same ? found.data.lease_until - Date.now() : 0;
  if (wait > 0) throw leaseHeld(wait);
  // An intent that outlived its lease belongs to an attempt that died between the send and the answer.
  const intent: Intent = { version, lease_until: Date.now() + LEASE, uncertain: same };
  try {
    await vault.write('credentials', intentPath(ref), intent, found?.version ?? 0);
  } catch (error) {
    if (error instanceof VaultConflict) throw leaseHeld(LEASE);
    throw error;
  }
  return same;
}

/** The send came to a definite end. */
export async function conclude(vault: Vault, ref: CredentialRef): Promise<void> {
  await vault.destroy('credentials', intentPath(ref));
}

/** Tells whoever may hold a pair for this credential to drop it. */
export async function abandon(vault: Vault, ref: CredentialRef): Promise<void> {
  const found = await vault.read<Intent>('credentials', intentPath(ref));
  const intent: Intent = { version: 0, lease_until: 0, uncertain: false, ...found?.data, abandon: true };
  await vault.write('credentials', intentPath(ref), intent, found?.version ?? 0);
}

/** Whether the send that was announced is still wanted; an intent that is gone was taken away by a deletion. */
export async function isWanted(vault: Vault, ref: CredentialRef): Promise<boolean> {
  const found = await vault.read<Intent>('credentials', intentPath(ref));
  return found !== null && found.data.abandon !== true;
}

export function gone(): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    'The credential is not in Vault, or is being deleted.',
    'CredentialGone',
  );
}

function leaseHeld(wait: number): ApplicationFailure {
  return ApplicationFailure.create({
    message: 'Another send may still be in the air.',
    type: 'LeaseHeld',
    nextRetryDelay: wait,
  });
}
