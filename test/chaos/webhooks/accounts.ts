import type { OwnerCalls, Project } from './owner-calls.js';
import type { System } from './system.js';

/** A RevenueCat project that is connected, or was, and that sends webhooks. */
export interface Account {
  readonly id: string;
  readonly project: Project;
  readonly revenueCatProjectId: string;
  readonly apiKey: string;
  /** Its app at RevenueCat, by which deliveries without an account in their address find it. */
  readonly appId: string;
}

const ACCOUNTS_PER_PROJECT = 10;
/** Connected at once, so that neither the api nor this process is the bottleneck. */
const AT_ONCE = 5;

/** Installs projects and connects accounts to them, as owners do it. */
export async function connectAccounts(system: System, owners: OwnerCalls, count: number): Promise<Account[]> {
  const projects = await Promise.all(
    Array.from({ length: Math.ceil(count / ACCOUNTS_PER_PROJECT) }, (_, n) => owners.install(`Chaos ${n}`)),
  );
  const accounts: Account[] = [];
  const numbers = Array.from({ length: count }, (_, n) => n).values();
  const connectNext = async () => {
    for (const n of numbers) {
      const project = projects[n % projects.length];
      if (project === undefined) return;
      const { projectId, apiKey } = await system.revenuecat.addDeveloper(`Developer ${n}`);
      const id = await owners.connect(project.id, apiKey, projectId);
      accounts.push({ id, project, revenueCatProjectId: projectId, apiKey, appId: `app${n}` });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, connectNext));
  return accounts;
}
