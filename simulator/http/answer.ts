import type { Response } from 'express';

/** What a handler wants said. Handlers return it, and one place sends it, after the state behind it was saved. */
export interface Answer {
  status: number;
  /** JSON, unless `contentType` says otherwise (then a string). */
  body?: unknown;
  contentType?: string;
  headers?: Record<string, string>;
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return { status, body, headers };
}

export function send(res: Response, answer: Answer): void {
  res.status(answer.status).set(answer.headers ?? {});
  if (answer.body === undefined) {
    res.end();
  } else if (answer.contentType) {
    res.type(answer.contentType).send(answer.body);
  } else {
    res.json(answer.body);
  }
}
