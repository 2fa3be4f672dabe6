/** Where the secret that deliveries to an account are signed with lies, within Vault's area for webhook tokens. */
export function signingSecretPath(projectId: string, accountId: string): string {
  return `${projectId}/signing/${accountId}`;
}
