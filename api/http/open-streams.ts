import type { Response } from 'express';

/** Answers that stay open for as long as somebody listens; a shutdown ends them, and their readers come back elsewhere. */
export class OpenStreams {
  readonly #responses = new Set<Response>();

  add(response: Response): void {
    this.#responses.add(response);
    response.on('close', () => this.#responses.delete(response));
  }

  endAll(): void {
    for (const response of this.#responses) response.end();
  }
}
