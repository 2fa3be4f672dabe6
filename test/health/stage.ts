import { ControlledRevenueCat } from '../end-to-end/revenuecat.js';
import { createProject } from '../support/connect.js';
import { type StackOptions, startWorkerStack, type WorkerStack } from '../support/worker-stack.js';
import { type Membership, WatchedAccount } from './watched-account.js';

/** A worker with slots of seconds, and a RevenueCat that can be made to behave. */
export interface HealthStage extends WorkerStack {
  readonly projectId: string;
  readonly revenueCat: ControlledRevenueCat;
  /** Connects a RevenueCat project that nobody else has a part in, and waits for its first numbers. */
  account(by?: Membership): Promise<WatchedAccount>;
  stop(): Promise<void>;
}

/** Milliseconds. */
export const SLOT = 1_000;
/** More than one account's share, so that RevenueCat's limit stays out of the picture. */
const LIMITS = { charts_metrics: 10_000, project_configuration: 10_000 };

export async function startHealthStage(options: StackOptions = {}): Promise<HealthStage> {
  const stack = await startWorkerStack('http://localhost:3994', {
    ...options,
    simulator: { settings: { limits: LIMITS, ...options.simulator?.settings } },
    cadence: {
      SYNC_INTERVAL: SLOT,
      REFRESH_BEFORE_EXPIRY: 2_000,
      TOKEN_TIMEOUT: 1_000,
      ...options.cadence,
    },
  });
  const accounts: WatchedAccount[] = [];
  const projectId = await createProject(stack);
  const revenueCat = new ControlledRevenueCat(stack.simulator.url);
  return {
    ...stack,
    projectId,
    revenueCat,
    async account(by = 'oauth') {
      const account = await WatchedAccount.connect(stack, revenueCat, projectId, by);
      accounts.push(account);
      return account;
    },
    async stop() {
      await Promise.all(accounts.map((account) => account.terminate()));
      await stack.stop();
    },
  };
}
