import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { type Browser, chromium as playwright } from 'playwright-core';

const PACKAGE = import.meta.resolve('@sparticuz/chromium');

/** A real Chromium without a window. */
export async function launchChromium(): Promise<Browser> {
  const folder = await unpackedChromium();
  const launch = (env: NodeJS.ProcessEnv) =>
    playwright.launch({
      executablePath: join(folder, 'chromium'),
      // Containers give neither a sandbox nor much shared memory.
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--font-render-hinting=none'],
      env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value ?? ''])),
    });
  try {
    return await launch(process.env);
  } catch (error) {
    if (!String(error).includes('error while loading shared libraries')) throw error;
    // A bare machine: the package brings what such a machine lacks.
    return launch({ ...process.env, LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') });
  }
}

/** Unpacked once per machine and version, beside the other programs we keep; two who do it at once do not meet. */
async function unpackedChromium(): Promise<string> {
  const cache = join(cacheHome(), 'revenue-layer');
  const folder = join(cache, `chromium-${versionOf(PACKAGE)}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const own = mkdtempSync(join(cache, 'chromium-unpacking-'));
  await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', `await (await import('${PACKAGE}')).default.executablePath()`],
    // The package unpacks to the folder for temporary files, its libraries only where it believes to be on AWS.
    { env: { ...process.env, TMPDIR: own, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' } },
  );
  try {
    renameSync(own, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(own, { recursive: true });
  }
  return folder;
}

/** Version of the package that the file belongs to. */
function versionOf(fileUrl: string): string {
  let folder = dirname(fileURLToPath(fileUrl));
  while (!existsSync(join(folder, 'bin'))) folder = dirname(folder);
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return version;
}

function cacheHome(): string {
  const given = process.env['XDG_CACHE_HOME'];
  return given !== undefined && isAbsolute(given) ? given : join(homedir(), '.cache');
}
