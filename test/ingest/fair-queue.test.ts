import assert from 'node:assert/strict';

import { FairQueue } from '../../api/ingest/fair-queue.js';

interface Item {
  readonly projectId: string;
  readonly name: string;
  readonly size: number;
}

const item = (name: string, size = 1): Item => ({ projectId: name.charAt(0), name, size });
const names = (items: readonly Item[]): string => items.map(({ name }) => name).join(' ');
const NOBODY: ReadonlySet<string> = new Set();

function queueOf(all: string, bounds = { rows: 100, bytes: 1_000 }): FairQueue<Item> {
  const queue = new FairQueue<Item>(bounds);
  for (const name of all.split(' ')) queue.push(item(name));
  return queue;
}

describe('The queue of deliveries', () => {
  it('serves projects in turn, each in its own order', () => {
    const queue = queueOf('a1 a2 a3 a4 b1 b2 c1');
    assert.equal(names(queue.take({ rows: 5, bytes: 99 }, NOBODY)), 'a1 b1 c1 a2 b2');
    assert.equal(names(queue.take({ rows: 5, bytes: 99 }, NOBODY)), 'a3 a4');
    assert.equal(queue.rows, 0);
  });

  it('begins where the last turn ended', () => {
    const queue = queueOf('a1 a2 b1 b2 c1 c2');
    assert.equal(names(queue.take({ rows: 2, bytes: 99 }, NOBODY)), 'a1 b1');
    assert.equal(names(queue.take({ rows: 2, bytes: 99 }, NOBODY)), 'c1 a2');
  });

  it('passes over projects that must wait', () => {
    const queue = queueOf('a1 b1 a2');
    assert.equal(names(queue.take({ rows: 5, bytes: 99 }, new Set(['a']))), 'b1');
    assert.equal(names(queue.take({ rows: 5, bytes: 99 }, new Set(['a']))), '');
  });

  it('keeps to a number of bytes, but gives at least one', () => {
    const queue = new FairQueue<Item>({ rows: 10, bytes: 1_000 });
    for (const one of [item('a1', 50), item('b1', 5), item('a2', 6)]) queue.push(one);
    assert.equal(names(queue.take({ rows: 5, bytes: 10 }, NOBODY)), 'a1');
    assert.equal(names(queue.take({ rows: 5, bytes: 10 }, NOBODY)), 'b1');
  });

  it('lets the project that sends most give way when it is full', () => {
    const queue = queueOf('a1 a2 a3 b1', { rows: 4, bytes: 1_000 });
    assert.equal(names(queue.push(item('b2'))), 'a3');
    assert.equal(names(queue.push(item('a4'))), 'a4');
    assert.equal(names(queue.take({ rows: 9, bytes: 99 }, NOBODY)), 'a1 b1 a2 b2');
  });

  it('counts bytes, too', () => {
    const queue = new FairQueue<Item>({ rows: 10, bytes: 10 });
    queue.push(item('a1', 6));
    assert.equal(names(queue.push(item('a2', 6))), 'a2');
  });

  it('lets the project with most bytes give way when it is full of bytes, however few its deliveries are', () => {
    const queue = new FairQueue<Item>({ rows: 10, bytes: 20 });
    for (const one of [item('a1', 2), item('a2', 2), item('a3', 2), item('b1', 6), item('b2', 6)])
      queue.push(one);
    assert.equal(names(queue.push(item('a4', 3))), 'b2');
    assert.equal(names(queue.push(item('c1', 8))), 'a4');
    assert.equal(names(queue.take({ rows: 9, bytes: 99 }, NOBODY)), 'a1 b1 c1 a2 a3');
  });

  it('counts the bytes of a project anew when some of them were taken or given up', () => {
    const queue = new FairQueue<Item>({ rows: 10, bytes: 20 });
    const lost = item('a2', 6);
    for (const one of [item('a1', 6), lost, item('a3', 4), item('b1', 3)]) queue.push(one);
    assert.equal(names(queue.take({ rows: 1, bytes: 99 }, NOBODY)), 'a1');
    queue.remove(lost);
    for (const one of [item('c1', 9), item('a4', 3)]) queue.push(one);
    assert.equal(names(queue.push(item('b2', 2))), 'c1');
  });

  it('forgets what was given up', () => {
    const queue = new FairQueue<Item>({ rows: 10, bytes: 10 });
    const lost = item('a1');
    queue.push(lost);
    queue.push(item('a2'));
    queue.remove(lost);
    queue.remove(lost);
    assert.equal(names(queue.take({ rows: 9, bytes: 99 }, NOBODY)), 'a2');
  });
});
