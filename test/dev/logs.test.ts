import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openLogFile } from '../../dev/log-file.js';
import { shortForm } from '../../dev/short-form.js';

describe('logs of npm start', () => {
  it('stay below 20 MB each, with the newest lines kept', () => {
    const folder = mkdtempSync(join(tmpdir(), 'logs-'));
    const log = openLogFile(join(folder, 'api.log'));
    const line = 'x'.repeat(1024 * 1024);
    for (let i = 0; i < 25; i += 1) log(line);
    log('the last line');
    const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
    assert.equal(sizes.length, 2);
    assert.ok(sizes.every((size) => size <= 10 * 1024 * 1024));
    assert.match(readFileSync(join(folder, 'api.log'), 'utf8'), /the last line\n$/);
    rmSync(folder, { recursive: true });
  });

  it('show warnings and errors in the terminal, and nothing else', () => {
    assert.equal(shortForm('{"level":"info","msg":"api.listening"}'), null);
    assert.equal(shortForm('{"level":30,"msg":"listening"}'), null);
    assert.equal(
      shortForm('{"level":"warn","msg":"postgres.connection_lost","err":{"message":"gone"}}'),
      'warn postgres.connection_lost gone',
    );
    assert.equal(shortForm('{"level":50,"msg":"failed"}'), 'error failed');
    assert.equal(shortForm('TypeError: x is not a function'), 'TypeError: x is not a function');
    assert.equal(shortForm('  '), null);
  });
});
