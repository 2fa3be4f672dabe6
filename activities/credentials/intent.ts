import { ApplicationFailure } from '@temporalio/common';

import { type Vault, VaultConflict } from '../../clients/vault.js';
import type { CredentialRef, RefreshAnswer } from '../../workflows/activities.js';
import { intentPath, readStored } from './store.js';

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
  /** RevenueCat refused this version for good: it is never sent again, not even by an attempt that died before it said so. */
  readonly verdict?: Verdict;
  /** The credential is being deleted: whoever holds a pair for it drops it. */
  readonly abandon?: true;
}

export type Verdict = Extract<RefreshAnswer, { kind: 'dead' }>['cause'];

/** The way is free for one send. */
export interface Announced {
  readonly kind: 'announced';
  readonly version: number;
  /** An earlier send of this version ended unknown: the token may be spent. */
  readonly uncertain: boolean;
  /** Milliseconds since 1970; tells this attempt's intent from a later one's for the same version. */
  readonly leaseUntil: number;
}

/**
 * Announces a send, with check-and-set: this proves that Vault takes writes before anything is spent.
 *
 * @param timeout of the request that follows, in milliseconds.
 * @returns `later` with milliseconds to wait while another send may be in the air, 0 if the version is another by now;
 *   `dead` where RevenueCat has judged this version before.
 * @throws {ApplicationFailure} `CredentialGone` if the credential is being deleted.
 */
export async function announce(
  vault: Vault,
  ref: CredentialRef,
  version: number,
  timeout: number,
): Promise<Announced | Extract<RefreshAnswer, { kind: 'later' | 'dead' }>> {
  const found = await vault.read<Intent>('credentials', intentPath(ref));
  if (found?.data.abandon) throw gone();
  const earlier = found !== null && found.data.version === version ? found.data : null;
  if (earlier?.verdict !== undefined) return { kind: 'dead', cause: earlier.verdict };
  const wait = (earlier?.lease_until ?? 0) - Date.now();
  if (wait > 0) return { kind: 'later', wait, ours: true };
  // A lease that ended by itself belongs to an attempt that died between the send and the answer.
  const uncertain = earlier !== null && (earlier.uncertain || earlier.lease_until > 0);
  const intent: Intent = { version, lease_until: Date.now() + leaseOf(timeout), uncertain };
  try {
    await vault.write('credentials', intentPath(ref), intent, found?.version ?? 0);
  } catch (error) {
    if (error instanceof VaultConflict) return { kind: 'later', wait: leaseOf(timeout), ours: true };
    throw error;
  }
  // Between the look and the announcement another attempt may have spent this version, or a deletion have taken it away.
  const announced: Announced = { kind: 'announced', version, uncertain, leaseUntil: intent.lease_until };
  const stored = await readStored(vault, ref);
  if ((stored?.version ?? 0) !== version) {
    await (stored === null ? forget(vault, ref) : withdraw(vault, ref, announced));
    return { kind: 'later', wait: 0, ours: true };
  }
  // Vault was slow, or this process was frozen: too little is left for a send that nobody else can overlap.
  if (intent.lease_until - Date.now() < timeout + marginOf(timeout)) {
    await withdraw(vault, ref, announced);
    return { kind: 'later', wait: 1_000, ours: true };
  }
  return announced;
}

/** The pair of the send is stored. What stands there for another version, or a deletion, stays. */
export async function conclude(vault: Vault, ref: CredentialRef, version: number): Promise<void> {
  const found = await vault.read<Intent>('credentials', intentPath(ref));
  if (found?.data.version === version && !found.data.abandon) await forget(vault, ref);
}

/** There is no credential that an intent could be about. */
export async function forget(vault: Vault, ref: CredentialRef): Promise<void> {
  await vault.destroy('credentials', intentPath(ref));
}

/** RevenueCat has judged the grant: written down before anybody is told, so that a repetition asks nobody. */
export async function condemn(
  vault: Vault,
  ref: CredentialRef,
  version: number,
  verdict: Verdict,
): Promise<void> {
  const found = await vault.read<Intent>('credentials', intentPath(ref));
  if (found === null || found.data.abandon || found.data.version !== version) return;
  const intent: Intent = { ...found.data, lease_until: 0, verdict };
  await vault.write('credentials', intentPath(ref), intent, found.version);
}

/**
 * Nothing was spent by this send: the next may follow at once. What an earlier send left uncertain stays so; only an
 * answer about the grant itself ends that.
 *
 * Written with check-and-set, and only over its own intent: after a long time without Vault the lease is over, and
 * what stands there may be the announcement of a later attempt, whose send is in the air.
 */
export async function withdraw(vault: Vault, ref: CredentialRef, announced: Announced): Promise<void> {
  const { version, uncertain, leaseUntil } = announced;
  const found = await vault.read<Intent>('credentials', intentPath(ref));
  if (found === null || found.data.abandon) return;
  if (found.data.version !== version || found.data.lease_until !== leaseUntil) return;
  const free: Intent = { version, lease_until: 0, uncertain };
  try {
    await vault.write('credentials', intentPath(ref), free, found.version);
  } catch (error) {
    if (!(error instanceof VaultConflict)) throw error;
  }
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
