import assert from 'node:assert/strict';

import type { Book } from '../../simulator/book/book.js';
import { DEMO_API_KEY } from '../../simulator/demo.js';
import type { Point } from './bodies.js';
import { type Answer, Harness, itemOf } from './support.js';

export const week = { start_date: '2026-10-09', end_date: '2026-10-15', resolution: '0', currency: 'USD' };
export const september = {
  start_date: '2026-09-01',
  end_date: '2026-09-30',
  resolution: 'month',
  currency: 'USD',
};

/** A simulator with room for any number of chart requests, and the first demo project's charts and book. */
export class ChartStage {
  readonly rc: Harness;
  readonly book: Book;

  private constructor(rc: Harness, book: Book) {
    this.rc = rc;
    this.book = book;
  }

  static async open(): Promise<ChartStage> {
    const rc = await Harness.start({ settings: { limits: { charts_metrics: 1000 } } });
    const { id } = itemOf((await rc.control('GET', '/projects')).body.items);
    return new ChartStage(rc, rc.simulator.book(id));
  }

  close(): Promise<void> {
    return this.rc.close();
  }

  ask(name: string, params: Record<string, string> = {}): Promise<Answer> {
    const query = new URLSearchParams(params).toString();
    return this.rc.rest(`/v2/projects/${this.book.project.id}/charts/${name}?${query}`, DEMO_API_KEY);
  }

  async points(name: string, params: Record<string, string>): Promise<Point[]> {
    const { status, text, body } = await this.ask(name, params);
    assert.equal(status, 200, text);
    return body.values;
  }

  /** A chart's values of September 2026, one per measure. */
  async inSeptember(name: string, params: Record<string, string> = {}): Promise<(number | null)[]> {
    return (await this.points(name, { ...september, ...params })).map(({ value }) => value);
  }
}
