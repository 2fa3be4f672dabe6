import { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';

import { coerceError, type Logger } from '../clients/log.js';
import { isDatabaseUnavailable } from '../clients/postgres.js';
import { VaultRefused, VaultUnavailable } from '../clients/vault.js';

/**
 * What an activity throws becomes a failure made of chosen fields: a type that workflows know and a message that is safe
 * to keep for years. The error itself is never the cause: HTTP and database errors carry requests, bodies and values.
 */
export class FailureInterceptor implements ActivityInboundCallsInterceptor {
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  async execute(
    input: ActivityExecuteInput,
    next: Next<ActivityInboundCallsInterceptor, 'execute'>,
  ): Promise<unknown> {
    const { info } = Context.current();
    const started = performance.now();
    const about = {
      activity: info.activityType,
      workflow: info.workflowExecution?.workflowId,
      attempt: info.attempt,
    };
    try {
      const result = await next(input);
      this.#log.debug({ ...about, ms: since(started) }, 'activity.completed');
      return result;
    } catch (thrown) {
      if (thrown instanceof CancelledFailure) throw thrown;
      const failure = thrown instanceof ApplicationFailure ? thrown : failureOf(thrown);
      this.#log.warn(
        { ...about, ms: since(started), type: failure.type, reason: failure.message },
        'activity.failed',
      );
      throw failure;
    }
  }
}

function failureOf(thrown: unknown): ApplicationFailure {
  if (thrown instanceof VaultUnavailable || thrown instanceof VaultRefused) {
    return ApplicationFailure.retryable(thrown.message, 'VaultUnavailable');
  }
  if (isDatabaseUnavailable(thrown))
    return ApplicationFailure.retryable('Postgres is away.', 'DatabaseUnavailable');
  const error = coerceError(thrown);
  const code = (error as { code?: unknown }).code;
  // Prisma and pg put statements and values into their messages: their code says enough.
  const message = typeof code === 'string' ? `${error.name} ${code}` : error.message;
  return ApplicationFailure.retryable(message, error.name);
}

function since(started: number): number {
  return Math.round(performance.now() - started);
}
