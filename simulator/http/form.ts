import express, { type Request } from 'express';

/** Reads a form body as text; `readForm` takes it apart. */
export const formBody = express.text({ type: 'application/x-www-form-urlencoded', limit: '64kb' });

/** Fields of a form-encoded body, every value of a repeated field; null if the body is not form-encoded. */
export function readForm(req: Request): URLSearchParams | null {
  return typeof req.body === 'string' ? new URLSearchParams(req.body) : null;
}
