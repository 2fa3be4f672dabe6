import type { Vault, Versioned } from '../../clients/vault.js';
import type { CredentialRef } from '../../workflows/activities.js';
import type { Credential } from '../../workflows/messages.js';

/** A credential as Vault keeps it; times in milliseconds. Never leaves the activities. */
export type StoredCredential =
  | {
      readonly kind: 'oauth';
      readonly access_token: string;
      readonly refresh_token: string;
      readonly access_expires_at: number;
      /** When this pair was handed out. */
      readonly obtained_at: number;
      /** When its refresh token was, if that came with an earlier pair: by this it ages. */
      readonly refresh_obtained_at?: number;
      readonly scopes: readonly string[];
    }
  | {
      readonly kind: 'api_key';
      readonly api_key: string;
      readonly obtained_at: number;
      readonly scopes: readonly string[];
    };

/** One path per credential, never moved and never reused. */
export const credentialPath = ({ projectId, credentialId }: CredentialRef): string =>
  `${projectId}/${credentialId}`;
/** Where an attempt to spend the credential announces itself. */
export const intentPath = (ref: CredentialRef): string => `${credentialPath(ref)}.intent`;

export function readStored(vault: Vault, ref: CredentialRef): Promise<Versioned<StoredCredential> | null> {
  return vault.read<StoredCredential>('credentials', credentialPath(ref));
}

/** When the refresh token was handed out, in milliseconds. */
export function refreshObtainedAt(data: StoredCredential): number {
  return data.kind === 'oauth' ? (data.refresh_obtained_at ?? data.obtained_at) : data.obtained_at;
}

/** What may be known of it outside Vault. */
export function summaryOf(id: string, stored: Versioned<StoredCredential>): Credential {
  const { version, data } = stored;
  return {
    id,
    kind: data.kind,
    version,
    scopes: data.scopes,
    accessExpiresAt: data.kind === 'oauth' ? data.access_expires_at : null,
    obtainedAt: data.obtained_at,
    ...(refreshObtainedAt(data) !== data.obtained_at && { refreshObtainedAt: refreshObtainedAt(data) }),
  };
}

/** What goes behind `Bearer` in a call to RevenueCat. */
export function bearerOf(stored: StoredCredential): string {
  return stored.kind === 'oauth' ? stored.access_token : stored.api_key;
}
