/** What a v2 secret API key must be allowed to read, as RevenueCat's page for keys names it. */
export const API_KEY_PERMISSIONS = [
  'Project configuration: read (projects, apps, products)',
  'Charts metrics: read (overview, charts)',
] as const;
