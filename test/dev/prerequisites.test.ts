import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { bootstrapModule, CLONE } from './bootstrap-module.js';

interface Facts {
  readonly platform: string;
  readonly musl: boolean;
  readonly npm: boolean;
  readonly go: string | null;
  readonly toBuild: readonly string[];
  readonly wrong: readonly string[];
}

type Missing = (facts: Facts) => string[];

const READY: Facts = { platform: 'linux', musl: false, npm: true, go: 'go1.26.4', toBuild: [], wrong: [] };

describe('the prerequisites of a fresh clone', () => {
  let missing: Missing;
  before(async () => ({ missing } = await bootstrapModule<{ missing: Missing }>('prerequisites')));

  it('are met by Node alone once both servers are there', () => {
    assert.deepEqual(missing({ ...READY, go: null }), []);
  });

  it('are all named at once, each with what to do', () => {
    const problems = missing({ ...READY, npm: false, go: null, toBuild: ['temporal', 'vault'] });
    assert.equal(problems.length, 2);
    assert.match(problems[0] ?? '', /npm is missing: .*nodejs\.org/);
    assert.match(problems[1] ?? '', /Go 1\.26 or newer .* temporal and vault .*no `go` on PATH.*go\.dev\/dl/);
    assert.match(problems[1] ?? '', /TEMPORAL_BIN and VAULT_BIN/);
  });

  it('include a Go that is new enough for what is still to be built', () => {
    for (const go of ['go1.26', 'go1.27.1', 'go2.0']) {
      assert.deepEqual(missing({ ...READY, go, toBuild: ['vault'] }), []);
    }
    for (const go of ['go1.25.9', 'go1.9', 'devel']) {
      assert.match(missing({ ...READY, go, toBuild: ['vault'] })[0] ?? '', new RegExp(`this is ${go}`));
    }
  });

  it('are checked before anything is done', () => {
    const empty = mkdtempSync(join(tmpdir(), 'empty-'));
    const { status, stderr, stdout } = spawnSync(process.execPath, ['dev/bootstrap.mjs', 'start'], {
      cwd: CLONE,
      env: { PATH: empty, HOME: empty, VAULT_BIN: join(empty, 'vault') },
      encoding: 'utf8',
    });
    rmSync(empty, { recursive: true });
    assert.equal(status, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /VAULT_BIN names .*, which is not a program/);
    assert.match(stderr, /npm is missing/);
    assert.match(stderr, /needed to build temporal \(/);
  });
});
