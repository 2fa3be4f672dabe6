import { setTimeout as wait } from 'node:timers/promises';

import type { Request, RequestHandler, Response } from 'express';

import { deform } from '../faults/deform.js';
import type { Fault, FaultAction, Occasion } from '../faults/fault.js';
import type { Parts } from '../parts.js';
import { rateLimited } from '../rest/errors.js';
import { type Answer, send } from './answer.js';

/** One request and its answer, before faults are laid over it. */
export interface Exchange {
  occasion: (req: Request) => Occasion;
  handle: (req: Request, fault: FaultAction | null) => Answer | Promise<Answer>;
  /** Turns what `handle` threw into an answer. */
  refuse: (error: unknown) => Answer;
  /** Last touch on every answer, injected ones included. @param cameAt in milliseconds. */
  finish?: (req: Request, answer: Answer, cameAt: number) => Answer;
}

/** What became of an exchange: read by the ledgers. */
export type Outcome = { answer: Answer } | { dropped: 'before' | 'after' };

/**
 * Express handler for an exchange: lets the first fitting fault act, processes, saves the state, answers.
 * The saving comes before the answer, so whatever a client was told survives a kill.
 */
export function exchange(parts: Parts, { occasion, handle, refuse, finish }: Exchange): RequestHandler {
  return async (req, res) => {
    const cameAt = parts.clock();
    const fault = parts.faults.take(occasion(req));
    const complete = (answer: Answer) => (finish ? finish(req, answer, cameAt) : answer);
    if (fault) parts.log.info({ fault: fault.id, kind: fault.action.kind }, 'fault.hit');

    if (fault?.action.kind === 'slow') await wait(fault.action.milliseconds, undefined, { ref: false });
    if (fault?.action.kind === 'drop_before') {
      await parts.store.flush();
      drop(req, res, 'before');
      return;
    }
    const injected = fault && injectedAnswer(fault, parts.clock());
    const answer = injected ?? (await attempt(() => handle(req, fault?.action ?? null), refuse));
    await parts.store.flush();
    if (fault?.action.kind === 'drop_after') {
      drop(req, res, 'after');
      return;
    }
    conclude(res, complete(distorted(answer, fault?.action ?? null)));
  };
}

async function attempt(handle: () => Answer | Promise<Answer>, refuse: Exchange['refuse']): Promise<Answer> {
  try {
    return await handle();
  } catch (error) {
    return refuse(error);
  }
}

function injectedAnswer({ action }: Fault, now: number): Answer | null {
  if (action.kind === 'answer') return action;
  if (action.kind === 'rate_limit') {
    return rateLimited(action.retryAfterSeconds, action.asDate ? now : null);
  }
  return null;
}

/** What a fault makes of the answer to a request that was processed. */
function distorted(answer: Answer, action: FaultAction | null): Answer {
  if (action?.kind === 'garbled_after') return action;
  return action?.kind === 'deform' ? { ...answer, body: deform(answer.body, action.how) } : answer;
}

function drop(req: Request, res: Response, dropped: 'before' | 'after'): void {
  res.locals['outcome'] = { dropped } satisfies Outcome;
  req.socket.destroy();
}

function conclude(res: Response, answer: Answer): void {
  res.locals['outcome'] = { answer } satisfies Outcome;
  send(res, answer);
}

/** How the exchange behind a response ended; undefined while it is under way, or when the client left first. */
export function outcomeOf(res: Response): Outcome | undefined {
  return res.locals['outcome'] as Outcome | undefined;
}
