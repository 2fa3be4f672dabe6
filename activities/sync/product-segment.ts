import { z } from 'zod';

import { fieldNames } from '../../revenuecat/lists.js';
import type { SyncStepInput } from '../../workflows/activities.js';
import type { WorkerDeps } from '../deps.js';
import type { Outcome, RevenueCat } from '../revenuecat.js';

/** GET …/charts/{chart_name}/options (REST v2, Charts): what a chart can be divided by. */
const optionsSchema = z.object({
  segments: z.array(z.object({ id: z.string(), display_name: z.string() })),
});

export type SegmentOutcome =
  | { readonly kind: 'segment'; readonly id: string }
  | { readonly kind: 'unexpected'; readonly detail: string }
  | Exclude<Outcome, { kind: 'ok' }>;

/**
 * The id by which RevenueCat divides a chart by product. It is not documented, so RevenueCat is asked, once a day; the
 * answer is kept in `chart_segments`.
 */
export async function productSegment(
  { database }: WorkerDeps,
  revenuecat: RevenueCat,
  input: SyncStepInput,
  chart: string,
): Promise<SegmentOutcome> {
  const { projectId: project_id, accountId: account_id } = input;
  const key = { project_id, account_id, chart };
  const known = await database.prisma.chart_segments.findUnique({
    where: { project_id_account_id_chart: key, asked_at: { gt: new Date(Date.now() - 24 * 60 * 60_000) } },
  });
  if (known !== null) return { kind: 'segment', id: known.product_segment };
  const outcome = await revenuecat.call('charts_metrics', {
    path: `/projects/${encodeURIComponent(input.revenueCatProjectId)}/charts/${chart}/options`,
    query: { realtime: 'true' },
  });
  if (outcome.kind !== 'ok') return outcome;
  const options = optionsSchema.safeParse(outcome.body);
  if (!options.success) return { kind: 'unexpected', detail: fieldNames(options.error) };
  const found =
    options.data.segments.find(({ id }) => id === 'product_id' || id === 'product') ??
    options.data.segments.find(({ display_name }) => display_name === 'Product');
  if (found === undefined) return { kind: 'unexpected', detail: 'segments: none named Product' };
  const values = { product_segment: found.id, asked_at: new Date() };
  await database.prisma.chart_segments.upsert({
    where: { project_id_account_id_chart: key },
    create: { ...key, ...values },
    update: values,
  });
  return { kind: 'segment', id: found.id };
}
