import { Context } from '@temporalio/activity';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';

/** Beats within one time-out: two may be late. */
const BEATS = 3;

/**
 * Heart-beats for every activity as long as its code runs, so that Temporal notices a worker that died or hangs within the
 * heartbeat time-out, and gives its work to another only then (Temporal, "Detecting Activity failures").
 */
export class HeartbeatInterceptor implements ActivityInboundCallsInterceptor {
  async execute(
    input: ActivityExecuteInput,
    next: Next<ActivityInboundCallsInterceptor, 'execute'>,
  ): Promise<unknown> {
    const { info, heartbeat } = Context.current();
    if (!info.heartbeatTimeoutMs) return next(input);
    const timer = setInterval(() => heartbeat(), info.heartbeatTimeoutMs / BEATS);
    try {
      return await next(input);
    } finally {
      clearInterval(timer);
    }
  }
}
