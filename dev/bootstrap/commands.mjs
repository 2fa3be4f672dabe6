import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';

import { root } from './paths.mjs';
import { run } from './run.mjs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Starts everything. Resolves with the exit code. */
export function runStart() {
  return passOn(['--enable-source-maps', join('dist', 'dev', 'start.js')], {
    // A channel, so that the supervisor learns of our death however it comes; a group of its own, so that Ctrl-C reaches
    // it once, through us, and not a second time from the terminal.
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    detached: true,
  });
}

/** Format, lint, types of the pages, tests; only the tests when mocha was given options. */
export async function runTests(args) {
  if (args.length === 0) {
    await check(
      'checking the format',
      'prettier/bin/prettier.cjs',
      ['--check', '.'],
      'npm run format corrects it.',
    );
    await check('linting', 'eslint/bin/eslint.js', ['.'], 'Correct the errors above.');
    if (existsSync(join(root, 'web', 'tsconfig.json'))) {
      const flags = ['-p', 'web/tsconfig.json', '--noEmit'];
      await check(
        'checking the types of the pages',
        'typescript/bin/tsc',
        flags,
        'Correct the errors above.',
      );
    }
  }
  const options = args.map(compiled);
  // Here and not in .mocharc.json: mocha would run those of its configuration beside the ones that were asked for.
  if (!options.some((option) => option.startsWith('dist/test/'))) options.push('dist/test/**/*.test.js');
  return passOn([join('node_modules', 'mocha', 'bin', 'mocha.js'), ...options], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

function check(what, script, args, fix) {
  return run({
    what,
    command: process.execPath,
    args: [join(root, 'node_modules', script), ...args],
    cwd: root,
    fix,
  });
}

/** `npm test -- test/dev/ports.test.ts` means the file it is compiled to. */
function compiled(argument) {
  return /^test\/.*\.ts$/.test(argument) ? join('dist', argument.replace(/\.ts$/, '.js')) : argument;
}

/** Runs Node in our place: hands signals on, resolves with the exit code it would have had itself. */
function passOn(args, options) {
  const child = spawn(process.execPath, args, { cwd: root, ...options });
  let lastSignalAt = 0;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      // Ctrl-C arrives twice: from the terminal, and from npm, which hands it on. That is one wish, not two.
      if (Date.now() - lastSignalAt > 500) child.kill(signal);
      lastSignalAt = Date.now();
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}
