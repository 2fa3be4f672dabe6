/**
 * OAuth scopes, RevenueCat's "OAuth setup" page: `domain:resource:read|read_write`.
 * Without a needed one no numbers can be read; without a helpful one something degrades and a warning says what.
 */
export const NEEDED_SCOPES = [
  'project_configuration:projects:read',
  'charts_metrics:overview:read',
  'charts_metrics:charts:read',
] as const;

export const HELPFUL_SCOPES = [
  'project_configuration:apps:read',
  'project_configuration:products:read',
] as const;

/** Asked only when the owner wants us to register the webhook. */
export const WEBHOOK_SCOPE = 'project_configuration:integrations:read_write';

/** The least that is asked for one consent. */
export function scopesToRequest(manageWebhook: boolean): string[] {
  return [...NEEDED_SCOPES, ...HELPFUL_SCOPES, ...(manageWebhook ? [WEBHOOK_SCOPE] : [])];
}

/** The needed scopes that were not granted; a granted `read_write` covers `read`. */
export function missingScopes(granted: readonly string[]): string[] {
  return NEEDED_SCOPES.filter(
    (scope) => !granted.includes(scope) && !granted.includes(scope.replace(/:read$/, ':read_write')),
  );
}
