import { type AppOptions, createApp } from './app.js';
import type { ApiDeps } from './deps.js';
import { listen } from './listen.js';
import { createOpsApp } from './ops.js';
import { callsSettled } from './temporal/calls.js';

export interface StartOptions extends AppOptions {
  /** 0 for any free port. */
  readonly port: number;
  /** Operators' port; absent for none. */
  readonly ops?: { readonly port: number; readonly host: string };
}

export interface RunningApi {
  readonly port: number;
  readonly opsPort: number | null;
  /** Stops listening, finishes what is in flight within 10 s. The connections in `deps` stay with whoever made them. */
  stop(): Promise<void>;
}

/** Serves the api; starts while Postgres, Temporal and Vault are away. */
export async function startApi(deps: ApiDeps, options: StartOptions): Promise<RunningApi> {
  const served = createApp(deps, options);
  const api = await listen(served.listener, options.port);
  const ops = options.ops && (await listen(createOpsApp(deps), options.ops.port, options.ops.host));
  return {
    port: api.port,
    opsPort: ops?.port ?? null,
    async stop() {
      await Promise.all([served.close(), api.stop(), ops?.stop()]);
      await callsSettled(deps);
    },
  };
}
