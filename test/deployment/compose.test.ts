import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { parse } from 'yaml';

import { loadConfig } from '../../clients/config.js';
import { SETTINGS } from '../../clients/settings.js';

interface Service {
  image?: string;
  command?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
}

const compose = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
};
const environment = readFileSync('.env.example', 'utf8');
const ours = ['setup', 'api', 'worker'];

/** What Compose would put in: the default, or a value that is long enough to be a key. */
function interpolated(value: string): string {
  return value.replace(/\$\{(\w+)(?::-([^}]*)|:\?)?\}/g, (_all, name: string, fallback?: string) => {
    if (fallback !== undefined) return fallback;
    return name === 'PUBLIC_URL' ? 'https://revenue.example.com' : 'x'.repeat(32);
  });
}

describe('docker-compose.yml', () => {
  for (const name of ours) {
    const given = compose.services[name]?.environment ?? {};

    it(`gives ${name} settings that the configuration knows`, () => {
      const unknown = Object.keys(given).filter((setting) => !(setting in SETTINGS));
      assert.deepEqual(unknown, []);
    });

    it(`gives ${name} settings that the configuration accepts`, () => {
      const values = Object.fromEntries(
        Object.entries(given).map(([key, value]) => [key, interpolated(value)]),
      );
      loadConfig({ ...values, NODE_ENV: 'production' }, ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'VAULT_ADDR']);
    });
  }

  it('runs Temporal, its schema, its UI, Vault and Postgres from pinned images', () => {
    for (const [name, { image }] of Object.entries(compose.services)) {
      if (ours.includes(name)) continue;
      assert.match(image ?? '', /^[\w/-]+:[\d.]+$/, name);
    }
    const images = Object.values(compose.services).map(({ image }) => image?.split(':')[0]);
    for (const needed of [
      'temporalio/server',
      'temporalio/admin-tools',
      'temporalio/ui',
      'hashicorp/vault',
      'postgres',
    ]) {
      assert.ok(images.includes(needed), needed);
    }
  });

  it('starts programs that the build makes', () => {
    for (const name of ours) {
      const program = compose.services[name]?.command?.[1] ?? '';
      const source = program.replace(/^dist\//, '').replace(/\.js$/, '.ts');
      assert.ok(readFileSync(source, 'utf8').length > 0, program);
    }
  });

  it('asks for nothing that .env.example does not name, and .env.example names nothing it does not ask for', () => {
    const text = readFileSync('docker-compose.yml', 'utf8');
    const asked = new Set([...text.matchAll(/(?<!\$)\$\{(\w+)/g)].map(([, name]) => name));
    const named = new Set([...environment.matchAll(/^#? ?([A-Z][A-Z_]+)=/gm)].map(([, name]) => name));
    assert.deepEqual([...asked].sort(), [...named].sort());
  });
});
