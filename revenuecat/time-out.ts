/** Milliseconds between the end of the time and giving up: longer than a turn of the event loop. */
const graceOf = (timeout: number): number => Math.min(500, timeout / 6);

/**
 * Like `AbortSignal.timeout`, for a request whose answer exists only once. A process that stood still for longer than the
 * time (a paused machine, an overloaded one) finds the answer in its socket when it wakes; timers come before sockets in
 * the event loop, so giving up at once would throw away the only pair there is. The grace begins when the process runs.
 *
 * @param timeout milliseconds.
 */
export function timeOutOnceAwake(timeout: number): AbortSignal {
  const controller = new AbortController();
  const giveUp = () => controller.abort(new DOMException('No answer in time.', 'TimeoutError'));
  setTimeout(() => setTimeout(giveUp, graceOf(timeout)).unref(), timeout).unref();
  return controller.signal;
}
