import type { ProblemBody } from './types.js';

/** An answer that says what went wrong (RFC 9457 `application/problem+json`). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly body: ProblemBody;
  /** Seconds after which the API wants to be asked again. */
  readonly retryAfter: number | null;
  constructor(status: number, body: ProblemBody, retryAfter: number | null) {
    super(body.title);
    this.status = status;
    this.body = body;
    this.retryAfter = retryAfter;
  }
  /** Last part of `type`, such as `already-connected`. */
  get slug(): string {
    return this.body.type.replace('/problems/', '');
  }
}

/** No answer came: the network or the server is away. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
  constructor() {
    super('The server cannot be reached.');
  }
}

export const hasSlug = (error: unknown, slug: string): boolean =>
  error instanceof ApiProblem && error.slug === slug;
/** Whether something is not there, or not for this key: the API does not tell the two apart. */
export const isNotFound = (error: unknown): boolean => error instanceof ApiProblem && error.status === 404;
export const isUnauthenticated = (error: unknown): boolean =>
  error instanceof ApiProblem && error.status === 401;
