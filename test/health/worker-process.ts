import { runWorker } from '../../activities/run-worker.js';
import { connectWorker, type WorkerParts } from '../support/worker-deps.js';

/** A worker of a test in a process of its own, which can be killed. */
const parts = JSON.parse(process.env['WORKER_OF_TEST'] ?? '') as WorkerParts;
const address = parts.config.TEMPORAL_ADDRESS ?? '';
await runWorker(connectWorker(parts), { connection: { address } });
process.send?.('polling');
process.once('disconnect', () => process.exit(1));
