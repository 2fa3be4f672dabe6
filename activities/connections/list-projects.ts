import { ApplicationFailure } from '@temporalio/common';

import { saysKeyIsV1 } from '../../revenuecat/key-version.js';
import { listAll, projectSchema } from '../../revenuecat/lists.js';
import { scopesToRequest } from '../../revenuecat/scopes.js';
import type { ProjectsAnswer } from '../../workflows/activities.js';
import type { ConnectionInput } from '../../workflows/messages.js';
import { bearerOf, readStored } from '../credentials/store.js';
import type { WorkerDeps } from '../deps.js';
import { limitReached, RevenueCat, urgently } from '../revenuecat.js';
import { apiKeyBudgetKey, developerBudgetKey } from './budget-key.js';

type Failed = Extract<ProjectsAnswer, { kind: 'failed' }>;

const LISTING_SCOPE = 'project_configuration:projects:read';
const CHARTS_SCOPE = 'charts_metrics:charts:read';
/** Milliseconds: whoever pasted a key waits for the answer. */
const LOOK_AT_CHARTS_WITHIN = 4_000;

/**
 * What the new credential can reach; or why it is no good, named now rather than met at the first sync.
 *
 * @throws {ApplicationFailure} `ProviderTransient`
 */
export async function listRevenueCatProjects(
  deps: WorkerDeps,
  input: ConnectionInput,
): Promise<ProjectsAnswer> {
  const stored = await readStored(deps.vault, input);
  if (stored === null) return failed('exchange-interrupted');
  // Whose budget an OAuth grant counts against is only known once it is answered; a key has one of its own.
  const isKey = stored.data.kind === 'api_key';
  const ownKey = isKey ? apiKeyBudgetKey(bearerOf(stored.data)) : `credential:${input.credentialId}`;
  const revenuecat = await RevenueCat.open(
    deps,
    { ...input, budgetKey: ownKey },
    urgently(input.connectionId),
  );
  if (revenuecat === null) return failed('exchange-interrupted');
  const listed = await listAll(projectSchema, (query) =>
    revenuecat.call('project_configuration', { path: '/projects', query }),
  );
  switch (listed.kind) {
    case 'items': {
      const projects = listed.items.map(({ id, name, created_at }) => ({ id, name, createdAt: created_at }));
      const ids = projects.map(({ id }) => id);
      // A key is bound to one RevenueCat project, and unlike a grant it does not say what it may do.
      const [id] = ids;
      if (isKey && id !== undefined && (await lacksCharts(revenuecat, id))) {
        return failed('insufficient-scope', `The key lacks ${CHARTS_SCOPE}.`);
      }
      const budgetKey = isKey ? ownKey : await developerBudgetKey(deps, input, ids);
      return { kind: 'listed', projects, budgetKey };
    }
    case 'wait':
      throw limitReached(listed.wait);
    case 'unauthorized':
      if (!isKey) return failed('code-rejected');
      return listed.isV1Key ? v1Key() : failed('api-key-rejected');
    case 'refused':
      if (isKey && saysKeyIsV1(listed.message)) return v1Key();
      if (listed.status !== 403) return failed('provider-unavailable');
      return failed(
        'insufficient-scope',
        isKey ? `The key lacks ${LISTING_SCOPE}.` : `RevenueCat did not grant ${LISTING_SCOPE}.`,
      );
    case 'unexpected':
      return failed('provider-unavailable', listed.detail);
  }
}

/** One cheap call (Charts, "options"). Only 403 is a verdict; whatever else comes of it, the first sync will tell. */
async function lacksCharts(revenuecat: RevenueCat, revenueCatProjectId: string): Promise<boolean> {
  try {
    const outcome = await revenuecat.call('charts_metrics', {
      path: `/projects/${encodeURIComponent(revenueCatProjectId)}/charts/mrr/options`,
      query: { realtime: 'true' },
      timeout: LOOK_AT_CHARTS_WITHIN,
    });
    return outcome.kind === 'refused' && outcome.status === 403;
  } catch (error) {
    if (error instanceof ApplicationFailure && error.type === 'ProviderTransient') return false;
    throw error;
  }
}

function v1Key(): Failed {
  return failed('api-key-v1', `Permissions that the v2 key needs: ${scopesToRequest(false).join(', ')}.`);
}

function failed(problem: Failed['problem'], detail: string | null = null): Failed {
  return { kind: 'failed', problem, detail };
}
