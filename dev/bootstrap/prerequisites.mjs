import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

import { unbuiltPrograms, wrongPrograms } from './programs.mjs';

const OLDEST_GO = [1, 26];

/**
 * What is missing on this machine, each in one sentence that says how to get it.
 *
 * @param {{ platform: string, musl: boolean, npm: boolean, go: string | null, toBuild: string[], wrong: string[] }} facts
 * @returns {string[]}
 */
export function missing({ platform, musl, npm, go, toBuild, wrong }) {
  const problems = [...wrong];
  if (platform === 'win32') problems.push('Windows is not supported: run this inside WSL 2.');
  if (musl)
    problems.push("This Linux has no glibc, which Temporal's SDK needs: use one based on Debian or Ubuntu.");
  if (!npm) problems.push('npm is missing: it comes with Node, see https://nodejs.org.');
  if (toBuild.length > 0 && !isGoNewEnough(go)) {
    const settings = toBuild.map((name) => `${name.toUpperCase()}_BIN`).join(' and ');
    problems.push(
      `Go ${OLDEST_GO.join('.')} or newer is needed to build ${toBuild.join(' and ')} (${go ? `this is ${go}` : 'there is no `go` on PATH'}): ` +
        `install it from https://go.dev/dl, or put the programs on PATH, or set ${settings}.`,
    );
  }
  return problems;
}

/** The facts about this machine. */
export function lookAround() {
  return {
    platform: process.platform,
    musl: existsSync('/etc/alpine-release'),
    npm: Boolean(process.env.npm_execpath) || answer('npm', ['--version']) !== null,
    go: answer('go', ['env', 'GOVERSION']),
    toBuild: unbuiltPrograms().map(({ name }) => name),
    wrong: wrongPrograms(),
  };
}

function isGoNewEnough(version) {
  const [major, minor] = (version ?? '').replace(/^go/, '').split('.').map(Number);
  return major > OLDEST_GO[0] || (major === OLDEST_GO[0] && minor >= OLDEST_GO[1]);
}

function answer(command, args) {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return null;
  }
}
