import { Gauge, Registry } from 'prom-client';

import { DIFFERENCE_KINDS } from '../../workflows/differences.js';
import type { ApiDeps } from '../deps.js';
import { within } from '../ingest/within.js';

/** A scrape has ten seconds for everything (Prometheus, `scrape_timeout`). */
const COUNTED_WITHIN = 2_000;

/**
 * Repairs of the reconciler by kind, counted in Postgres at each scrape: worker processes come and go, rows stay. While
 * Postgres is away there are no counts, and the other metrics are shown all the same.
 */
export function repairMetrics({ database, log }: Pick<ApiDeps, 'database' | 'log'>): Registry {
  const registry = new Registry();
  new Gauge({
    name: 'revenue_reconciler_repairs',
    help: 'What the reconciler has put right in the last 90 days, by kind',
    labelNames: ['kind'],
    registers: [registry],
    async collect() {
      this.reset();
      try {
        const counted = await within(
          COUNTED_WITHIN,
          database.prisma.reconciler_repairs.groupBy({ by: ['kind'], _count: true }),
        );
        for (const kind of DIFFERENCE_KINDS) this.set({ kind }, 0);
        for (const { kind, _count } of counted) this.set({ kind }, _count);
      } catch (error) {
        log.warn({ err: error }, 'repairs.not_counted');
      }
    },
  });
  return registry;
}
