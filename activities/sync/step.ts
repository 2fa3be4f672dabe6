import { parseChart } from '../../revenuecat/charts.js';
import { appSchema, listAll, productSchema } from '../../revenuecat/lists.js';
import type { StepStatus } from '../../workflows/account/state.js';
import type { SyncStepAnswer, SyncStepInput } from '../../workflows/activities.js';
import type { Turn } from '../budget/turns.js';
import type { WorkerDeps } from '../deps.js';
import { type Outcome, RevenueCat } from '../revenuecat.js';
import { chartsFrom, type ChartSource, sourceOf } from './charts.js';
import { pointsOf } from './points.js';
import { productSegment } from './product-segment.js';
import { stage, type StagedData, stagedStatus } from './staging.js';

type Fetched =
  { readonly kind: 'fetched'; readonly data: StagedData } | Exclude<Outcome, { kind: 'ok' }> | Unexpected;
interface Unexpected {
  readonly kind: 'unexpected';
  readonly detail: string;
}

/** RevenueCat's charts take up to ten seconds upstream. */
const CHART_TIMEOUT = 40_000;
/**
 * Products that a chart names; the rest comes as one segment. More than any project has: RevenueCat's greatest are those of
 * the days asked for, so a lower limit would drop other products each time. No maximum is documented.
 */
const MOST_PRODUCTS = 1_000;

/**
 * Fetches one chart or list and stages what came; nobody reads it before the run is published. Repeated, it answers what it
 * has staged: RevenueCat is not asked again for what is there.
 */
export async function runSyncStep(deps: WorkerDeps, input: SyncStepInput): Promise<SyncStepAnswer> {
  const staged = await stagedStatus(deps, input);
  if (staged !== null) return { kind: 'done', status: staged };
  const revenuecat = await RevenueCat.open(deps, input, await turnOf(deps, input));
  if (revenuecat === null) return { kind: 'missing' };
  const fetched = await fetchStep(deps, revenuecat, input);
  if (fetched.kind === 'wait' || fetched.kind === 'unauthorized') return fetched;
  const status = statusOf(fetched, revenuecat.calls);
  await stage(deps, input, status, fetched.kind === 'fetched' ? fetched.data : null);
  return { kind: 'done', status };
}

/** What somebody waits for is fetched in one go. Lists have a limit of their own, which leaves room for all. */
async function turnOf({ database }: WorkerDeps, input: SyncStepInput): Promise<Turn> {
  const { projectId, accountId, step, awaited, urgent, since } = input;
  const account = await database.prisma.revenuecat_accounts.findUnique({
    where: { project_id_id: { project_id: projectId, id: accountId } },
    select: { last_published_at: true },
  });
  const publishedAt = account?.last_published_at?.getTime() ?? 0;
  const left = awaited && sourceOf(step) !== null ? chartsFrom(step) : 1;
  return { who: accountId, urgent, publishedAt, since, left };
}

async function fetchStep(deps: WorkerDeps, revenuecat: RevenueCat, input: SyncStepInput): Promise<Fetched> {
  const project = `/projects/${encodeURIComponent(input.revenueCatProjectId)}`;
  if (input.step === 'apps') return fetchApps(revenuecat, project);
  if (input.step === 'products') return fetchProducts(revenuecat, project);
  const found = sourceOf(input.step);
  if (found === null) return { kind: 'unexpected', detail: `step ${input.step}` };
  const { source, byProduct } = found;
  if (!byProduct) return fetchChart(revenuecat, project, source, input, null);
  const segment = await productSegment(deps, revenuecat, input, source.chart);
  if (segment.kind !== 'segment') return segment;
  return fetchChart(revenuecat, project, source, input, segment.id);
}

async function fetchApps(revenuecat: RevenueCat, project: string): Promise<Fetched> {
  const listed = await listAll(appSchema, (query) =>
    revenuecat.call('project_configuration', { path: `${project}/apps`, query }),
  );
  if (listed.kind !== 'items') return listed;
  const apps = listed.items.map(({ id, name, type }) => ({ id, name, type: type ?? null }));
  return { kind: 'fetched', data: { kind: 'apps', apps } };
}

async function fetchProducts(revenuecat: RevenueCat, project: string): Promise<Fetched> {
  const listed = await listAll(productSchema, (query) =>
    revenuecat.call('project_configuration', { path: `${project}/products`, query }),
  );
  if (listed.kind !== 'items') return listed;
  const products = listed.items.map((product) => ({
    id: product.id,
    app_id: product.app_id ?? null,
    store_identifier: product.store_identifier,
    display_name: product.display_name ?? null,
    type: product.type ?? null,
  }));
  return { kind: 'fetched', data: { kind: 'products', products } };
}

async function fetchChart(
  revenuecat: RevenueCat,
  project: string,
  source: ChartSource,
  input: SyncStepInput,
  segment: string | null,
): Promise<Fetched> {
  const outcome = await revenuecat.call('charts_metrics', {
    path: `${project}/charts/${source.chart}`,
    // Everything has a default at RevenueCat that varies by chart or reaches into the future: nothing is left to it.
    query: {
      realtime: 'true',
      resolution: source.resolution === 'day' ? '0' : '2',
      start_date: firstDay(source, input.from),
      end_date: input.asOf,
      currency: input.currency,
      ...(segment !== null && { segment, limit_num_segments: String(MOST_PRODUCTS) }),
    },
    timeout: CHART_TIMEOUT,
  });
  if (outcome.kind !== 'ok') return outcome;
  const parsed = parseChart(outcome.body);
  if (parsed.kind === 'unexpected') return parsed;
  const { version, computedAt, selectors } = parsed.chart;
  const found = pointsOf(source, parsed.chart, input, segment !== null);
  if (found.kind === 'unexpected') return found;
  const { chart } = source;
  const data = { kind: 'chart', chart, version, selectors, computedAt, points: found.points } as const;
  return { kind: 'fetched', data };
}

/** Months are asked for from their first day: what RevenueCat makes of half a month is not documented. */
function firstDay({ resolution }: ChartSource, from: string): string {
  return resolution === 'month' ? `${from.slice(0, 7)}-01` : from;
}

function statusOf(fetched: Exclude<Fetched, { kind: 'wait' | 'unauthorized' }>, calls: number): StepStatus {
  if (fetched.kind === 'fetched') return { outcome: 'fetched', calls, httpStatus: null, detail: null };
  if (fetched.kind === 'unexpected')
    return { outcome: 'unexpected', calls, httpStatus: null, detail: fetched.detail };
  return { outcome: 'refused', calls, httpStatus: fetched.status, detail: fetched.type };
}
