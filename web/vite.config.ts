import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

import { type Budget, budgets } from './build/budgets.js';
import { precompress } from './build/precompress.js';

/**
 * One copy of each Radix primitive. Another package of this repository brings older ones to the top of `node_modules`,
 * so npm nests a copy of the newer ones under every Radix package; resolved from `radix-ui` itself they are one again.
 */
function oneRadix(): Plugin {
  return {
    name: 'one-radix',
    // Before Vite's own resolver, which would answer first.
    enforce: 'pre',
    async resolveId(source, importer) {
      if (!source.startsWith('@radix-ui/')) return null;
      const radix = await this.resolve('radix-ui', importer);
      return radix === null ? null : this.resolve(source, radix.id, { skipSelf: true });
    },
  };
}

const SETTINGS = ['/src/main.tsx', '/src/pages/settings/SettingsPage.tsx'];

/** What the design allows a first visit to download. */
const SCRIPTS: readonly Budget[] = [
  { name: 'Settings, first load', modules: SETTINGS, kilobytes: 190 },
  {
    name: 'Dashboard, beyond that',
    modules: ['/src/pages/revenue/RevenuePage.tsx', '/src/pages/revenue/chart/SeriesChart.tsx'],
    beyond: SETTINGS,
    kilobytes: 130,
  },
];

export default defineConfig({
  base: '/',
  plugins: [oneRadix(), react(), budgets({ scripts: SCRIPTS, css: 12 }), precompress()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // The stylesheets use `light-dark()` and nesting as they are.
    cssTarget: ['chrome123', 'firefox128', 'safari17.5'],
    // One stylesheet of some 8 KB: its order is that of the imports, whichever page is opened first.
    cssCodeSplit: false,
    // No data: URLs: the pages are served with `default-src 'self'`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // `npx vite web` beside a running api, for work on the pages themselves.
  server: { proxy: { '/api': 'http://localhost:3000' } },
});
