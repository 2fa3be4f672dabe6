/** Names one account; the operators' list shows accounts of many projects. */
export interface AccountKey {
  readonly projectId: string;
  readonly accountId: string;
}
