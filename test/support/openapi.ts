import { existsSync } from 'node:fs';

/** RevenueCat's OpenAPI description; it lies beside the checkout on some machines only. */
export const DESCRIPTION = process.env['REVENUECAT_OPENAPI'] ?? '../shared/reference/openapi-v2.yaml';

export const hasDescription = (): boolean => existsSync(DESCRIPTION);
