import assert from 'node:assert/strict';

import { deltaInWords, deltaOf } from '../../web/src/format/delta.js';

describe('Changes in the tiles', () => {
  it('are in percent for money and counts', () => {
    assert.deepEqual(deltaOf('48210.40', '46266.00', 'money', 'better'), {
      kind: 'percent',
      text: '+4.2%',
      direction: 'up',
      verdict: 'better',
    });
    assert.deepEqual(deltaOf(402, 428, 'count', 'better'), {
      kind: 'percent',
      text: '−6.1%',
      direction: 'down',
      verdict: 'worse',
    });
  });

  it('are in points for rates', () => {
    const delta = deltaOf(4.6, 4.2, 'percent', 'worse');
    assert.deepEqual(delta, { kind: 'points', text: '+0.4 pp', direction: 'up', verdict: 'worse' });
    assert.equal(deltaInWords(delta, 'Sep'), 'up 0.4 points, worse than Sep');
  });

  it('judge churn and refunds the other way round', () => {
    const delta = deltaOf(0.8, 1.2, 'percent', 'worse');
    assert.equal('verdict' in delta && delta.verdict, 'better');
  });

  it('have neither arrow nor colour when they round to zero', () => {
    const delta = deltaOf('1000.00', '1000.10', 'money', 'better');
    assert.deepEqual(delta, { kind: 'percent', text: '0.0%', direction: 'same', verdict: 'neutral' });
    assert.equal(deltaInWords(delta, '21 Oct'), 'unchanged from 21 Oct');
  });

  it('say so when there is nothing to compare with, or nothing was there before', () => {
    assert.deepEqual(deltaOf('10', null, 'money', 'better'), { kind: 'none' });
    assert.deepEqual(deltaOf(null, '10', 'money', 'better'), { kind: 'none' });
    assert.deepEqual(deltaOf(214, 0, 'count', 'better'), { kind: 'new' });
    assert.equal(deltaInWords({ kind: 'none' }, ''), 'no comparison yet');
  });

  it('from zero to zero are no change', () => {
    const delta = deltaOf(0, 0, 'count', 'better');
    assert.equal('direction' in delta && delta.direction, 'same');
  });

  it('become multiples beyond 999 percent', () => {
    const delta = deltaOf(120, 10, 'count', 'better');
    assert.equal('text' in delta && delta.text, '×12');
    assert.equal(deltaInWords(delta, '21 Oct'), '12 times as much, better than 21 Oct');
  });

  it('from a negative value show both values, since a percentage would mislead', () => {
    assert.deepEqual(deltaOf('10', '-5', 'money', 'better'), { kind: 'values' });
  });
});
