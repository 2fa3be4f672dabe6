/** What waits in Vault's inbound area for an attempt to connect; the api writes it, the worker takes it away. */
export interface InboundSecret {
  readonly verifier?: string;
  readonly code?: string;
  readonly api_key?: string;
  /** The code was sent: whatever came of it, never again. */
  readonly sent?: true;
}

/** Where it waits, within the area. */
export function inboundPath(ref: { readonly projectId: string; readonly connectionId: string }): string {
  return `${ref.projectId}/${ref.connectionId}`;
}
