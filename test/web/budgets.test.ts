import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { build, type Plugin } from 'vite';

/** Makes one module heavier by so many bytes that no compression takes away. */
function heavier(module: string, bytes: number): Plugin {
  return {
    name: 'heavier',
    transform: (code, id) =>
      id.endsWith(module)
        ? `${code}\nglobalThis.ballast = '${randomBytes(bytes).toString('base64')}';`
        : null,
  };
}

describe('The byte budgets of the pages', function () {
  this.timeout(120_000);
  let outDir: string;
  before(() => {
    outDir = mkdtempSync(join(tmpdir(), 'revenue-layer-pages-'));
  });
  after(() => rmSync(outDir, { recursive: true, force: true }));

  const buildWith = (plugin: Plugin) =>
    build({
      configFile: 'web/vite.config.ts',
      root: 'web',
      logLevel: 'silent',
      build: { outDir, emptyOutDir: true },
      plugins: [plugin],
    });

  it('fail the build when the settings page has grown by too much', async () => {
    const larger = heavier('/pages/settings/SettingsPage.tsx', 100_000);
    await assert.rejects(buildWith(larger), /Too large\. Settings, first load: \d+\.\d KB gzip of 190/);
  });

  it('fail the build when the dashboard has, the charts included', async () => {
    const larger = heavier('/revenue/chart/SeriesChart.tsx', 50_000);
    await assert.rejects(buildWith(larger), /Too large\. Dashboard, beyond that: \d+\.\d KB gzip of 130/);
  });
});
