/**
 * Loaded into each of our processes before its own code. The channel to the supervisor closes when that dies, however it
 * dies; a process must not go on alone then, writing to a database that the next start opens again.
 */
const LAST_WORDS_MS = 15_000;

process.on('disconnect', end);
// It may have closed before this module was loaded.
if (!process.connected) process.exit(1);

// A listener keeps the channel, and the channel keeps the process alive; this listener should not.
process.channel?.unref();

function end(): void {
  // One that listens itself winds up by itself; any other is asked as the supervisor would have asked.
  if (process.listenerCount('disconnect') === 1) process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), LAST_WORDS_MS).unref();
}

export {};
