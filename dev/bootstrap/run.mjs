import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';

const LINES_KEPT = 40;
const SECONDS_BETWEEN_SIGNS_OF_LIFE = 15;

/** A step that did not succeed, with what to do about it. */
export class StepFailed extends Error {}

const children = new Set();

/**
 * Runs one step and says so: when it begins, every 15 s, and when it is done. Its own output is kept back; the last
 * lines of it are shown if it fails.
 *
 * @param {{ what: string, command: string, args: string[], cwd: string, env?: object, fix: string }} step
 *   `what` reads after "still": "installing npm packages".
 */
export async function run({ what, command, args, cwd, env = {}, fix }) {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  say(`${capital(what)} …`);
  const timer = setInterval(
    () => say(`still ${what} (${seconds()} s)`),
    SECONDS_BETWEEN_SIGNS_OF_LIFE * 1000,
  );
  const lines = [];
  try {
    const failure = await new Promise((resolve) => {
      const child = spawn(command, args, {
        cwd,
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      children.add(child);
      for (const stream of [child.stdout, child.stderr]) {
        createInterface({ input: stream }).on('line', (line) => {
          // Cut off in the middle, colours would run on.
          lines.push(stripVTControlCharacters(line));
          if (lines.length > LINES_KEPT) lines.shift();
        });
      }
      child.once('error', (error) => resolve(error.message));
      child.once('close', (code, signal) => {
        children.delete(child);
        resolve(code === 0 ? null : signal ? `ended by ${signal}` : `exit code ${code}`);
      });
    });
    if (failure !== null) {
      const output = lines.map((line) => `    ${line}`).join('\n');
      throw new StepFailed(`Failed ${what} (${failure}).\n${output}\n  ${fix}`);
    }
    say(`done ${what} (${seconds()} s)`);
  } finally {
    clearInterval(timer);
  }
}

/** Ends the steps under way: one has failed, or somebody pressed Ctrl-C. */
export function endSteps() {
  for (const child of children) child.kill('SIGTERM');
}

export function say(line) {
  console.log(`[setup] ${line}`);
}

function capital(text) {
  return text[0].toUpperCase() + text.slice(1);
}
