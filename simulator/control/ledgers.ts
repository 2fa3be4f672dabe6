import { Router } from 'express';

import { overlappingSends } from '../ledger/ledger.js';
import type { Parts } from '../parts.js';
import { controlQuery } from './route.js';

/** What was sent, when, and what came of it. */
export function ledgerRoutes(parts: Parts): Router {
  const router = Router();
  const { ledger, secrets } = parts;

  router.get(
    '/ledger/token-sends',
    controlQuery(parts, ({ query }) => {
      const items = ledger
        .sends()
        .filter(({ lineage }) => query['lineage'] === undefined || lineage === query['lineage']);
      return { items, overlaps: overlappingSends(items) };
    }),
  );

  router.get(
    '/ledger/dead-uses',
    controlQuery(parts, () => ({ items: ledger.deadUses() })),
  );

  router.get(
    '/ledger/requests',
    controlQuery(parts, ({ query }) => {
      const since = Number(query['since'] ?? 0);
      return { items: ledger.requests().filter(({ at }) => at >= since) };
    }),
  );

  // In clear, and since this process started: to search other people's storage and logs for.
  router.get(
    '/secrets',
    controlQuery(parts, () => ({ items: secrets.list() })),
  );

  return router;
}
