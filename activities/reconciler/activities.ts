import type { Difference, Patience } from '../../workflows/differences.js';
import type { ReconcilerActivities } from '../../workflows/reconcile.js';
import type { WorkerDeps } from '../deps.js';
import { lookAtAccounts, repairAccount } from './accounts.js';
import { lookAtConnections, repairConnection } from './connections.js';
import { lookAtCredentials, repairCredential } from './credentials.js';
import { lookAtInboundSecrets, repairInboundSecret } from './inbound-secrets.js';
import { lookAtSigningSecrets, repairSigningSecret } from './signing-secrets.js';

/** What the reconciler does to the world. It starts, signals and deletes; it never terminates. */
export function createReconcilerActivities(deps: WorkerDeps): ReconcilerActivities {
  return {
    lookAtAccounts: (after) => lookAtAccounts(deps, after),
    lookAtConnections: (after, patience) => lookAtConnections(deps, after, patience),
    lookAtCredentials: (after, patience) => lookAtCredentials(deps, after, patience),
    lookAtInboundSecrets: (after, patience) => lookAtInboundSecrets(deps, after, patience),
    lookAtSigningSecrets: (after, patience) => lookAtSigningSecrets(deps, after, patience),
    repairDifference: (difference, patience) => repairDifference(deps, difference, patience),
  };
}

function repairDifference(deps: WorkerDeps, difference: Difference, patience: Patience): Promise<boolean> {
  switch (difference.kind) {
    case 'account_not_running':
    case 'disconnect_not_running':
    case 'disconnect_not_known':
    case 'token_rotation_not_known':
    case 'disconnected_still_running':
      return repairAccount(deps, difference);
    case 'connection_stuck':
      return repairConnection(deps, difference, patience);
    case 'credential_orphaned':
      return repairCredential(deps, difference, patience);
    case 'inbound_secret_orphaned':
      return repairInboundSecret(deps, difference, patience);
    case 'signing_secret_orphaned':
      return repairSigningSecret(deps, difference);
  }
}
