import { ApplicationFailure } from '@temporalio/common';

import { type Vault, VaultConflict } from '../../clients/vault.js';
import type { CredentialRef } from '../../workflows/activities.js';
import { intentPath } from './store.js';

/**
 * How long after the intent was announced a send may be in the air: time to write it, to send, to abort, to be late.
 *
 * @param timeout of a request to the token endpoint; all in milliseconds.
 */
export const leaseOf = (timeout: number): number => 2 * timeout;
/** What has to be left of the lease beyond the time-out when the send begins; covers clocks that differ. */
const marginOf = (timeout: number): number => timeout / 3;

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

/** What an announcement found out. */
export interface Announced {
  /** An earlier send of this version ended unknown: the token may be spent. */
  readonly uncertain: boolean;
}

/**
 * Announces a send, with check-and-set: this proves that Vault takes writes before anything is spent.
 *
 * @param timeout of the request that follows, in milliseconds.
 * @returns how long to wait, in milliseconds, while another send may be in the air.
 * @throws {ApplicationFailure} `CredentialGone` if the credential is being deleted.
 */
export async function announce(
  vault: Vault,
  ref: CredentialRef,
  version: number,
  timeout: number,
): Promise<Announced | { readonly wait: number }> {
  const found = await vault.read<Intent>('credentials', intentPath(ref));
  if (found?.data.abandon) throw gone();
  const earlier = found !== null && found.data.version === version ? found.data : null;
  const wait = (earlier?.lease_until ?? 0) - Date.now();
  if (wait > 0) return { wait };
  // A lease that ended by itself belongs to an attempt that died between the send and the answer.
  const uncertain = earlier !== null && (earlier.uncertain || earlier.lease_until > 0);
  const intent: Intent = { version, lease_until: Date.now() + leaseOf(timeout), uncertain };
  try {
    await vault.write('credentials', intentPath(ref), intent, found?.version ?? 0);
  } catch (error) {
    if (error instanceof VaultConflict) return { wait: leaseOf(timeout) };
    throw error;
  }
  // Vault was slow, or this process was frozen: too little is left for a send that nobody else can overlap.
  if (intent.lease_until - Date.now() < timeout + marginOf(timeout)) {
    await withdraw(vault, ref, version, { uncertain });
    return { wait: 1_000 };
  }
  return { uncertain };
}

/** The send came to an end that judged the grant, or its pair is stored. */
export async function conclude(vault: Vault, ref: CredentialRef): Promise<void> {
  await vault.destroy('credentials', intentPath(ref));
}

/**
 * Nothing was spent by this send: the next may follow at once. What an earlier send left uncertain stays so; only an
 * answer about the grant itself ends that.
 */
export async function withdraw(
  vault: Vault,
  ref: CredentialRef,
  version: number,
  { uncertain }: Announced,
): Promise<void> {
  if (!uncertain) return conclude(vault, ref);
  const found = await vault.read<Intent>('credentials', intentPath(ref));
  if (found === null || found.data.abandon) return;
  await vault.write('credentials', intentPath(ref), { version, lease_until: 0, uncertain }, found.version);
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
