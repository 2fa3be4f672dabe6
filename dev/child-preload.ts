import { isMainThread } from 'node:worker_threads';

/**
 * Loaded into each of our processes before its own code. The channel to the supervisor closes when that dies, however it
 * dies; a process must not go on alone then, writing to a database that the next start opens again.
 */
const LAST_WORDS_MS = 15_000;

// Threads of a process load this too (the worker runs workflows in some); their channel is their process's.
if (isMainThread) endWithSupervisor(process.ppid);

function endWithSupervisor(supervisor: number): void {
  // Closed before this was loaded.
  if (!process.connected) process.exit(1);
  process.on('disconnect', () => {
    // One that listens as well winds up by itself; any other is asked as the supervisor would have asked.
    const isOnlyListener = process.listenerCount('disconnect') === 1;
    setTimeout(() => {
      // A process that is done closes the channel itself; one that lost its supervisor has another parent by now.
      if (process.ppid !== supervisor) endAlone(isOnlyListener);
    }, 100).unref();
  });
  // A listener keeps the channel open, and the channel the process alive; this listener should not.
  process.channel?.unref();
}

function endAlone(mustBeAsked: boolean): void {
  if (mustBeAsked) process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), LAST_WORDS_MS).unref();
}
