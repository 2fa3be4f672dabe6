import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { CLONE } from './bootstrap-module.js';

describe('compiling before a start', () => {
  let clone: string;

  before(() => {
    clone = mkdtempSync(join(tmpdir(), 'clone-'));
    cpSync(join(CLONE, 'dev', 'bootstrap'), join(clone, 'dev', 'bootstrap'), { recursive: true });
    mkdirSync(join(clone, 'node_modules'));
    symlinkSync(join(CLONE, 'node_modules', 'typescript'), join(clone, 'node_modules', 'typescript'));
    mkdirSync(join(clone, 'test'));
    const options = { outDir: 'dist', rootDir: '.', incremental: true, tsBuildInfoFile: 'dist/.tsbuildinfo' };
    const compilerOptions = { ...options, module: 'NodeNext', types: [], noLib: true, sourceMap: true };
    write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['test'] }));
    write('test/globals.d.ts', GLOBALS);
    write('test/one.ts', 'export const one = 1;');
    write('test/two.ts', 'export const two = 2;');
  });
  after(() => rmSync(clone, { recursive: true }));

  it('is done once for the same sources, and again when one changes', () => {
    assert.match(compile(), /done compiling/);
    assert.equal(compile(), '');
    const first = statSync(join(clone, 'dist/test/one.js')).mtimeMs;
    write('test/one.ts', 'export const one = 11;');
    assert.match(compile(), /done compiling/);
    assert.ok(statSync(join(clone, 'dist/test/one.js')).mtimeMs > first);
  });

  it('takes away what a deleted test was compiled to, so that it is not run', () => {
    rmSync(join(clone, 'test/two.ts'));
    compile();
    assert.ok(existsSync(join(clone, 'dist/test/one.js')));
    assert.ok(!existsSync(join(clone, 'dist/test/two.js')));
    assert.ok(!existsSync(join(clone, 'dist/test/two.js.map')));
  });

  it('makes again what somebody deleted', () => {
    rmSync(join(clone, 'dist/test/one.js'));
    compile();
    assert.ok(existsSync(join(clone, 'dist/test/one.js')));
  });

  it('shows the errors, and tries again at the next start', () => {
    write('test/one.ts', 'export const one: string = 1;');
    const failure = /Failed compiling TypeScript[^]*one\.ts[^]*not assignable/;
    assert.match(compile(), failure);
    assert.match(compile(), failure);
  });

  function write(path: string, text: string): void {
    writeFileSync(join(clone, path), text);
  }

  /** What it says. */
  function compile(): string {
    const script = `const { compile } = await import('./dev/bootstrap/build.mjs');
      await compile().catch((error) => console.log(error.message));`;
    const args = ['--input-type=module', '-e', script];
    return spawnSync(process.execPath, args, { cwd: clone, encoding: 'utf8' }).stdout;
  }
});

/** What the compiler insists on when it is to go without its libraries, which would take most of the time. */
const GLOBALS = ['Array<T>', 'Boolean', 'CallableFunction', 'Function', 'IArguments', 'NewableFunction']
  .concat(['Number', 'Object', 'RegExp', 'String'])
  .map((name) => `interface ${name} {}`)
  .join('\n');
