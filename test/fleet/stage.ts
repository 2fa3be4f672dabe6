import { accountWorkflowId } from '../../workflows/ids.js';
import { ControlledRevenueCat } from '../end-to-end/revenuecat.js';
import { connect, createProject } from '../support/connect.js';
import { startWorkerStack, type WorkerStack } from '../support/worker-stack.js';

/** A minute of these tests, in milliseconds: RevenueCat's, and that of all who wait for its limit. */
export const MINUTE = 1_800;
/** Less than 15 accounts need at this limit, so that the interval is stretched. */
export const WANTED_INTERVAL = 30 * MINUTE;
/** Chart calls a minute. */
export const LIMIT = 5;
export const DEVELOPERS = 3;
export const ACCOUNTS_EACH = 15;
const LIMITS = { charts_metrics: LIMIT, project_configuration: 10_000 };
/** Connections that are made at the same time. */
const AT_ONCE = 3;
const DAY = 24 * 3_600_000;

export interface FleetAccount {
  readonly id: string;
  readonly revenueCatProjectId: string;
  readonly developerId: string;
}

/** Accounts that share their developers' limits, and a RevenueCat that counts. */
export interface FleetStage extends WorkerStack {
  readonly projectId: string;
  readonly revenueCat: ControlledRevenueCat;
  readonly accounts: readonly FleetAccount[];
  stop(): Promise<void>;
}

export async function startFleetStage(): Promise<FleetStage> {
  const stack = await startWorkerStack('http://localhost:3993', {
    minute: MINUTE,
    simulator: { settings: { limits: LIMITS } },
    cadence: { SYNC_INTERVAL: WANTED_INTERVAL },
  });
  const revenueCat = new ControlledRevenueCat(stack.simulator.url);
  const projectId = await createProject(stack);
  const founded = await found(revenueCat);
  const accounts: FleetAccount[] = [];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = founded.pop(); next !== undefined; next = founded.pop()) {
        const { developerId, revenueCatProjectId } = next;
        const choose = () => revenueCatProjectId;
        const id = await connect(stack, { projectId, with: { developerId }, choose });
        accounts.push({ id, ...next });
      }
    }),
  );
  return {
    ...stack,
    projectId,
    revenueCat,
    accounts,
    async stop() {
      await Promise.all(
        accounts.map(({ id }) =>
          stack.temporal.workflow.getHandle(accountWorkflowId(id)).terminate('the test is over'),
        ),
      );
      await stack.stop();
    },
  };
}

/** All RevenueCat projects are there before the first is connected: a grant's list names the developer. Young ones, with little history. */
async function found(revenueCat: ControlledRevenueCat): Promise<Omit<FleetAccount, 'id'>[]> {
  const founded: Omit<FleetAccount, 'id'>[] = [];
  for (let developer = 0; developer < DEVELOPERS; developer += 1) {
    const { id: developerId } = await revenueCat.ask<{ id: string }>('POST', '/developers', {
      name: `Developer ${developer}`,
    });
    for (let number = 0; number < ACCOUNTS_EACH; number += 1) {
      const { id } = await revenueCat.ask<{ id: string }>('POST', '/projects', {
        name: `App ${developer}.${number}`,
        created_at: Date.now() - 10 * DAY,
        developer_ids: [developerId],
      });
      founded.push({ developerId, revenueCatProjectId: id });
    }
  }
  // By turns, as people would.
  return founded.sort((a, b) => a.revenueCatProjectId.localeCompare(b.revenueCatProjectId));
}
