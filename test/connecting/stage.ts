import assert from 'node:assert/strict';

import { inboundPath, type InboundSecret } from '../../clients/inbound.js';
import { Vault } from '../../clients/vault.js';
import { findFreePorts } from '../../dev/services/ports.js';
import { type ApiUnderTest, startTestApi } from '../api/support/api-under-test.js';
import { services } from '../support/services.js';
import {
  OAUTH_CLIENT,
  type StackOptions,
  startWorkerStack,
  type WorkerStack,
} from '../support/worker-stack.js';

/** An api and a worker on real services, with a RevenueCat of their own. */
export interface Stage {
  readonly api: ApiUnderTest;
  readonly worker: WorkerStack;
  /** Behind RevenueCat's back: the simulator's control API. */
  revenuecat<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
  /** What Vault holds of a project, by name, such as `credentials/cred_…`. */
  secretsOf(projectId: string): Promise<string[]>;
  /** What waits in Vault's inbound area for an attempt. */
  inboundOf(projectId: string, connectionId: string): Promise<InboundSecret | undefined>;
  stop(): Promise<void>;
}

export async function startStage(options: StackOptions = {}): Promise<Stage> {
  const [port = 0] = await findFreePorts(1);
  const worker = await startWorkerStack(`http://localhost:${port}`, options);
  const api = await startTestApi({
    worker,
    port,
    silent: true,
    settings: {
      REVENUECAT_API_URL: worker.simulator.url,
      REVENUECAT_CLIENT_ID: OAUTH_CLIENT.id,
      REVENUECAT_CLIENT_SECRET: OAUTH_CLIENT.secret,
    },
  });
  const { vaultAddr, vaultRootToken } = await services();
  const root = new Vault({
    address: vaultAddr,
    auth: { token: vaultRootToken },
    mount: worker.config.VAULT_MOUNT,
  });
  const revenuecat = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${worker.simulator.url}/simulator${path}`, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  // What is shown on this stage is not how slow RevenueCat's limit makes it.
  await revenuecat('PATCH', '/settings', { limits: { charts_metrics: 600, project_configuration: 600 } });
  return {
    api,
    worker,
    revenuecat,
    async secretsOf(projectId) {
      const names = await Promise.all(
        (['inbound', 'credentials'] as const).map(async (area) =>
          (await root.list(area, `${projectId}/`)).map((name) => `${area}/${name}`),
        ),
      );
      return names.flat();
    },
    async inboundOf(projectId, connectionId) {
      const path = inboundPath({ projectId, connectionId });
      return (await root.read<InboundSecret>('inbound', path))?.data;
    },
    async stop() {
      await api.stop();
      await worker.stop();
    },
  };
}
