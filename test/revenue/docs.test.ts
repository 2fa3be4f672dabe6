import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { METRICS } from '../../api/revenue/metrics.js';
import { TILES } from '../../api/revenue/tiles.js';
import { projectRoot } from '../../setup/project-root.js';

describe('docs/metrics.md', () => {
  const text = readFileSync(join(projectRoot(), 'docs', 'metrics.md'), 'utf8');
  const tables = text.split('\n').filter((line) => line.startsWith('| `'));
  const firstCells = tables.map((line) =>
    [...(line.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name),
  );

  it('has a row for each metric, with its chart and its unit', () => {
    for (const [name, metric] of Object.entries(METRICS)) {
      const row = tables.find((line) => line.startsWith(`| \`${name}\` `));
      assert.ok(row, `no row for ${name}`);
      assert.ok(
        metric.derived !== null || row.includes(`| \`${metric.chart}\` `),
        `another chart for ${name}`,
      );
      assert.ok(row.includes(`| ${metric.unit} `), `another unit for ${name}`);
      assert.ok(row.includes(`| ${metric.resolution} `), `another resolution for ${name}`);
    }
  });

  it('names no metric and no tile that does not exist, and every tile', () => {
    const known = new Set([...Object.keys(METRICS), ...TILES.map(({ name }) => name)]);
    const documented = new Set(firstCells.flat());
    assert.deepEqual(
      [...documented].filter((name) => !known.has(name ?? '')),
      [],
    );
    assert.deepEqual(
      [...known].filter((name) => !documented.has(name)),
      [],
    );
  });
});
