import { type Request, Router } from 'express';

import { type Grant, Grants } from '../oauth/grants.js';
import type { Parts } from '../parts.js';
import { controlQuery, developerOf, known } from './route.js';

/** Looking at grants and ending them, as a developer can in RevenueCat's dashboard. */
export function grantRoutes(parts: Parts): Router {
  const router = Router();
  const { store } = parts;
  const grants = new Grants(parts);

  router.get(
    '/grants',
    controlQuery(parts, (req: Request) => {
      const { developer_id: developerId } = req.query;
      const items = store.state.grants
        .filter((grant) => developerId === undefined || grant.developerId === developerId)
        .map(describe);
      return { items };
    }),
  );

  router.delete(
    '/grants/:grantId',
    controlQuery(parts, (req) => {
      const grant = known(store.state.grants, req.params['grantId'], 'grant');
      grants.revoke(grant);
      return describe(grant);
    }),
  );

  router.delete(
    '/developers/:developerId/grants',
    controlQuery(parts, (req) => {
      const { id } = developerOf(parts, req);
      const theirs = store.state.grants.filter(({ developerId }) => developerId === id);
      for (const grant of theirs) grants.revoke(grant);
      return { items: theirs.map(describe) };
    }),
  );

  return router;
}

function describe(grant: Grant) {
  const { accessFingerprint, refreshFingerprint, ...rest } = grant;
  return { ...rest, access: accessFingerprint.slice(0, 12), refresh: refreshFingerprint.slice(0, 12) };
}
