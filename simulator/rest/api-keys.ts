import { fingerprint, type IssuedSecrets, mintId, mintSecret } from '../secrets.js';
import type { Store } from '../state/store.js';

/** A secret API key: bound to one RevenueCat project. Version 1 keys exist to be refused. */
export interface ApiKey {
  id: string;
  fingerprint: string;
  version: 1 | 2;
  projectId: string;
  /** Scopes, as the dashboard's permissions are called in the API. */
  permissions: string[];
}

/** Makes a key; the second half of the result is shown once. */
export function createApiKey(
  store: Store,
  secrets: IssuedSecrets,
  wanted: Omit<ApiKey, 'id' | 'fingerprint'>,
  value: string = mintSecret('sk_'),
): { apiKey: ApiKey; key: string } {
  const key = secrets.remember('api_key', value);
  const apiKey = { id: mintId('key_'), fingerprint: fingerprint(key), ...wanted };
  store.state.apiKeys.push(apiKey);
  store.touch();
  return { apiKey, key };
}
