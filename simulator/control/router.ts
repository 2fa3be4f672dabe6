import express, { Router } from 'express';

import type { Parts } from '../parts.js';
import { accountRoutes } from './accounts.js';
import { bookRoutes } from './book.js';
import { faultRoutes } from './faults.js';
import { grantRoutes } from './grants.js';
import { integrationRoutes } from './integrations.js';
import { ledgerRoutes } from './ledgers.js';
import { settingsRoutes } from './settings.js';
import { webhookRoutes } from './webhooks.js';

/** The control API under `/simulator`: what tests and demonstrations do behind RevenueCat's back. See the README. */
export function controlRoutes(parts: Parts): Router {
  const router = Router();
  router.use(express.json({ limit: '5mb' }));
  router.use(
    settingsRoutes(parts),
    accountRoutes(parts),
    grantRoutes(parts),
    faultRoutes(parts),
    integrationRoutes(parts),
    webhookRoutes(parts),
    bookRoutes(parts),
    ledgerRoutes(parts),
  );
  router.use((_req, res) => {
    res.status(404).json({ error: 'No such control route; see simulator/README.md' });
  });
  return router;
}
