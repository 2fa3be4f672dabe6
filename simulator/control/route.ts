import type { Request, RequestHandler } from 'express';
import { z } from 'zod';

import { send } from '../http/answer.js';
import type { Parts } from '../parts.js';
import type { Developer, RevenueCatProject } from '../state/accounts.js';
import { camelKeys, snakeKeys } from './casing.js';

/** A control request that cannot be done; answered as `{"error": …}`. */
export class ControlError extends Error {
  readonly status: number;

  constructor(status: 400 | 404 | 409, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * A control route: checks the body, acts, saves, answers in snake_case. `act` returns the answer's body; nothing = 204.
 */
export function controlRoute<Body>(
  parts: Parts,
  body: z.ZodType<Body>,
  act: (input: Body, req: Request) => unknown,
): RequestHandler {
  return async (req, res) => {
    try {
      const result = await act(parseBody(body, req.body ?? {}), req);
      await parts.store.flush();
      send(res, result === undefined ? { status: 204 } : { status: 200, body: snakeKeys(result) });
    } catch (error) {
      if (!(error instanceof ControlError)) throw error;
      send(res, { status: error.status, body: { error: error.message } });
    }
  };
}

/** A control route without a body. */
export function controlQuery(parts: Parts, act: (req: Request) => unknown): RequestHandler {
  return controlRoute(parts, z.unknown(), (_input, req) => act(req));
}

function parseBody<Body>(schema: z.ZodType<Body>, body: unknown): Body {
  const result = schema.safeParse(camelKeys(body));
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  throw new ControlError(400, problems.join('; '));
}

export function projectOf({ store }: Parts, req: Request): RevenueCatProject {
  return known(store.state.projects, req.params['projectId'], 'RevenueCat project');
}

export function developerOf({ store }: Parts, req: Request): Developer {
  return known(store.state.developers, req.params['developerId'], 'developer');
}

/** The item of an id, or 404. */
export function known<T extends { id: string }>(items: readonly T[], id: unknown, noun: string): T {
  const found = items.find((item) => item.id === id);
  if (!found) throw new ControlError(404, `No ${noun} with id "${String(id)}"`);
  return found;
}
