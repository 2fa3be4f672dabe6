import type { DataDir } from './data-dir.js';
import { readJsonFile, writeSecretFile } from './services/secret-file.js';

interface DemoProject {
  readonly id: string;
}

/**
 * Makes one project to click around in, once per data folder: who renames it or connects it finds it so again.
 *
 * @param apiUrl where the api listens on this machine.
 */
export async function ensureDemoProject(
  dataDir: DataDir,
  apiUrl: string,
  adminKey: string,
): Promise<DemoProject> {
  const file = dataDir.at('demo-project.json');
  const known = readJsonFile<DemoProject>(file);
  if (known !== null) return known;
  const response = await fetch(`${apiUrl}/api/projects`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${adminKey}`,
      'content-type': 'application/json',
      // A start that was broken off before the file was written makes no second one.
      'idempotency-key': 'npm-start-demo-project',
    },
    body: JSON.stringify({ name: 'Demo app' }),
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok)
    throw new Error(`The demo project could not be made: the api answered ${response.status}.`);
  const { id } = (await response.json()) as DemoProject;
  writeSecretFile(file, JSON.stringify({ id }));
  return { id };
}
