import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import type { FreshVaultMount } from '../../test/support/services.js';
import { services } from '../../test/support/services.js';

/** The api as it runs in production, a process of its own. */
export interface ApiProcess {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startApiProcess(
  databaseUrl: string,
  { mount, apiAuth }: FreshVaultMount,
): Promise<ApiProcess> {
  const { temporalAddress, vaultAddr } = await services();
  const child = fork(fileURLToPath(new URL('../../api/server.js', import.meta.url)), {
    execArgv: ['--enable-source-maps'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      PORT: '0',
      OPS_PORT: '0',
      LOG_LEVEL: 'info',
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: temporalAddress,
      VAULT_ADDR: vaultAddr,
      VAULT_MOUNT: mount,
      VAULT_ROLE_ID: apiAuth.roleId,
      VAULT_SECRET_ID: apiAuth.secretId,
    },
  });
  const port = await portOf(child);
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: { ready?: true; port?: number }) => {
      if (message.ready && message.port !== undefined) resolve(message.port);
    });
    child.once('exit', (code) => reject(new Error(`The api ended with ${code}.`)));
  });
}
