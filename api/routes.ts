import { accountActRoutes } from './accounts/act-routes.js';
import { accountListRoutes } from './accounts/list-routes.js';
import { accountReadRoutes } from './accounts/read-routes.js';
import { rebuildRoute } from './accounts/rebuild-route.js';
import { signingSecretRoutes } from './accounts/signing-secret-routes.js';
import { syncNowRoute } from './accounts/sync-route.js';
import { apiKeyRoutes } from './api-keys/routes.js';
import { connectionRoutes } from './connections/routes.js';
import { eventRoutes } from './events/routes.js';
import { healthRoutes } from './health/routes.js';
import type { ContractOf } from './http/contract.js';
import { openApiRoute } from './http/openapi-route.js';
import { problemPageRoute } from './http/problem-page.js';
import type { Route } from './http/route.js';
import { layerRoutes } from './layer/routes.js';
import { layerWebhookRoutes } from './layer/webhook-routes.js';
import { projectRoutes } from './projects/routes.js';
import { repairRoutes } from './repairs/routes.js';
import { revenueRoutes } from './revenue/routes.js';
import { sessionRoutes } from './session/routes.js';
import { webhookDocumentation } from './webhook-documentation.js';

const routes = [
  ...healthRoutes,
  ...sessionRoutes,
  ...projectRoutes,
  ...apiKeyRoutes,
  ...layerRoutes,
  ...layerWebhookRoutes,
  ...connectionRoutes,
  ...accountListRoutes,
  ...accountReadRoutes,
  ...accountActRoutes,
  ...signingSecretRoutes,
  syncNowRoute,
  rebuildRoute,
  ...repairRoutes,
  ...revenueRoutes,
  ...eventRoutes,
  problemPageRoute,
] as const;
const documentRoute: Route = openApiRoute(() => [...ROUTES, webhookDocumentation]);

/** Every route this server mounts, in the order of the OpenAPI document. */
export const ROUTES: readonly Route[] = [...routes, documentRoute];

/** What the callers of each route give and get, in types. */
export type Contract = ContractOf<(typeof routes)[number]>;
