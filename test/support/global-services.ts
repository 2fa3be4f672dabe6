import { stopServices } from './services.js';

/**
 * Runs after the last test, after a failure, and after Ctrl-C. There is no counterpart that starts the services: the
 * first test that calls `services()` does, so that unit tests alone stay fast.
 */
export async function mochaGlobalTeardown(): Promise<void> {
  await stopServices();
}
