import { type Logger, pino } from 'pino';

export type { Logger };

/**
 * One JSON line per thing that happened, on stdout. Names of fields that could ever hold a secret are blotted out as a
 * second line of defence; the first is that nobody logs them.
 *
 * @param service `api`, `worker`, `setup` …
 */
export function createLog(service: string, level: string): Logger {
  return pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: [
        '*.authorization',
        '*.cookie',
        '*.access_token',
        '*.refresh_token',
        '*.api_key',
        '*.token',
        '*.code',
      ],
      censor: '[removed]',
    },
    serializers: { err: describeError },
  });
}

/** What may be said of an error in a log: its name, message and stack, never what it carries along. */
export function describeError(thrown: unknown): Record<string, unknown> {
  const error = coerceError(thrown);
  const cause = error.cause === undefined ? {} : { cause: coerceError(error.cause).message };
  return { name: error.name, message: error.message, ...cause, stack: error.stack };
}

/** Anything can be thrown; everything that follows wants an `Error`. */
export function coerceError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
