import { z } from 'zod';

import type { sync_runs } from '../../prisma/generated/client.js';
import type { RunView } from './schema.js';

/** As the worker writes it; what a later version adds is left out. */
const metricsColumn = z.array(
  z.object({ metric: z.string(), status: z.string(), detail: z.string().nullish() }),
);

export function runView(run: sync_runs): RunView {
  const metrics = metricsColumn.safeParse(run.metrics);
  return {
    id: run.id,
    kind: run.kind,
    status: run.status as RunView['status'],
    progress: { done: run.steps_done, total: run.steps_total },
    metrics: (metrics.data ?? []).map(({ metric, status, detail }) => ({
      metric,
      status,
      detail: detail ?? null,
    })),
    calls: run.calls,
    fetched_from: run.fetched_from?.toISOString().slice(0, 10) ?? null,
    started_at: run.started_at.toISOString(),
    finished_at: run.finished_at?.toISOString() ?? null,
    cause: run.cause,
  };
}
