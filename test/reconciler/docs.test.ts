import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { DIFFERENCE_KINDS } from '../../workflows/differences.js';

describe('docs/production.md', () => {
  it('explains every kind of repair, and no other', () => {
    const sections = readFileSync('docs/production.md', 'utf8').split('\n## ');
    const section = sections.find((text) => text.startsWith('What repairs itself'));
    const explained = [...(section ?? '').matchAll(/^\| `(\w+)`/gm)].map(([, kind]) => kind);
    assert.deepEqual(explained, [...DIFFERENCE_KINDS]);
  });
});
