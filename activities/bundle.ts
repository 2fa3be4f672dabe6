import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { bundleWorkflowCode, type WorkflowBundle } from '@temporalio/worker';

import { failureConverterPath } from '../clients/temporal.js';

const bundlePath = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));
const workflowsPath = fileURLToPath(new URL('../workflows/index.js', import.meta.url));

/** Bundles the workflows, so that a worker starts without webpack (Temporal, "Workers in production"). */
async function bundle(): Promise<WorkflowBundle> {
  const quiet = () => undefined;
  return bundleWorkflowCode({
    workflowsPath,
    failureConverterPath,
    logger: { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet },
  });
}

/** The bundle the build made; without one, a fresh bundle. */
export async function workflowBundle(): Promise<WorkflowBundle> {
  if (!existsSync(bundlePath)) return bundle();
  return { code: await readFile(bundlePath, 'utf8') };
}

/** Part of the build: `node dist/activities/bundle.js`. */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { code } = await bundle();
  await writeFile(bundlePath, code);
}
