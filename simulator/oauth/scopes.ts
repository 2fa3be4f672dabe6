const readable = ['project_configuration:audit_logs', 'project_configuration:collaborators'];
const writable = [
  ...[
    'projects',
    'apps',
    'entitlements',
    'offerings',
    'packages',
    'products',
    'integrations',
    'virtual_currencies',
  ].map((resource) => `project_configuration:${resource}`),
  ...['customers', 'subscriptions', 'purchases'].map((resource) => `customer_information:${resource}`),
];

/** Every scope RevenueCat documents ("OAuth setup, Scopes"). */
export const knownScopes: readonly string[] = [
  ...writable.flatMap((resource) => [`${resource}:read`, `${resource}:read_write`]),
  ...readable.map((resource) => `${resource}:read`),
  'customer_information:invoices:read',
  'charts_metrics:overview:read',
  'charts_metrics:charts:read',
];

/** Splits a space-separated scope parameter; order kept, repeats dropped. */
export function parseScopes(text: string): string[] {
  return [...new Set(text.split(' ').filter(Boolean))];
}

/** Whether granted scopes allow what needs `wanted`. */
export function allows(granted: readonly string[], wanted: string, readWriteImpliesRead: boolean): boolean {
  if (granted.includes(wanted)) return true;
  return readWriteImpliesRead && wanted.endsWith(':read') && granted.includes(`${wanted}_write`);
}
