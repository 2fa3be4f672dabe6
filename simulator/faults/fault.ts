import type { Domain } from '../state/settings.js';
import type { Deformation } from './deform.js';

/** What can be made to fail: one endpoint, a whole rate-limiting domain, or everything. */
export const endpointNames = [
  'token',
  'authorize',
  'projects',
  'apps',
  'products',
  'overview',
  'charts',
  'chart_options',
  'webhooks',
] as const;
export type EndpointName = (typeof endpointNames)[number];

/** One request, as far as faults care. */
export interface Occasion {
  endpoint: EndpointName;
  domain: Domain | null;
  grantType?: string | undefined;
  projectId?: string | undefined;
  developerId?: string | undefined;
  chart?: string | undefined;
}

/**
 * How a request goes wrong.
 * - `drop_before`: connection cut before anything was processed; `drop_after`: processed and saved, then cut
 * - `answer`: a canned answer instead of processing; `garbled_after`: processed, then an unreadable answer
 * - `deform`: processed, then a chart's answer in a form nobody expects
 * - `rate_limit`: 429 with `Retry-After` (seconds, or an HTTP date) and `backoff_ms`
 * - `slow`: processed as usual after a wait
 * - `drop_scopes`: a refresh whose answer and grant lack these scopes
 * - `keep_refresh_token`: a refresh that issues an access token only, the refresh token stays
 */
export type FaultAction =
  | { kind: 'drop_before' | 'drop_after' | 'keep_refresh_token' }
  | { kind: 'answer'; status: number; body: string; contentType: string; headers: Record<string, string> }
  | { kind: 'garbled_after'; status: number; body: string; contentType: string }
  | { kind: 'rate_limit'; retryAfterSeconds: number; asDate: boolean }
  | { kind: 'deform'; how: Deformation }
  | { kind: 'slow'; milliseconds: number }
  | { kind: 'drop_scopes'; scopes: string[] };

export interface Fault {
  id: string;
  endpoint: EndpointName | Domain | '*';
  /** Further conditions; absent = any. */
  grantType?: string | undefined;
  projectId?: string | undefined;
  developerId?: string | undefined;
  chart?: string | undefined;
  /** Requests still to be hit; null = always. */
  remaining: number | null;
  /** Requests hit so far. */
  hits: number;
  action: FaultAction;
}
