import type { DatabaseUrls } from './services/database.js';

/** Where everything is, once it is known: what the processes are told of each other. */
export interface Addresses {
  readonly port: number;
  readonly opsPort: number;
  readonly publicUrl: string;
  readonly database: DatabaseUrls;
  readonly temporalAddress: string;
  readonly temporalUiUrl: string | undefined;
  readonly vaultAddress: string;
  readonly vaultLogins: VaultLogins;
  readonly revenueCat: RevenueCatAccess;
}

export interface VaultLogins {
  readonly api: VaultLogin;
  readonly worker: VaultLogin;
}

/** As settings: an AppRole of its own for each process, or the one login that was given. */
export type VaultLogin =
  { readonly VAULT_ROLE_ID: string; readonly VAULT_SECRET_ID: string } | { readonly VAULT_TOKEN: string };

export interface RevenueCatAccess {
  readonly apiUrl: string;
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
  readonly clientAuth: 'basic' | 'post' | 'none';
}
