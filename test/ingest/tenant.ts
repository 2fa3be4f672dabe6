import { sha256 } from '../../api/auth/secrets.js';
import { ensureSealingKey } from '../../api/ingest/sealing-keys.js';
import { newId } from '../../clients/ids.js';
import type { Stage as WholeStage } from './stage.js';

/** What making and looking at tenants takes. */
type Stage = Pick<WholeStage, 'deps' | 'owner'>;

/** A project with the Revenue layer on it. */
export interface Tenant {
  readonly projectId: string;
  readonly token: string;
  readonly accounts: readonly string[];
}

export interface TenantOptions {
  /** Connected accounts, one unless said otherwise. */
  readonly accounts?: number;
  readonly keepSubscriberAttributes?: boolean;
  /** False: as if Vault had been away at install. */
  readonly sealingKey?: boolean;
}

let made = 0;

export async function makeTenant(stage: Stage, options: TenantOptions = {}): Promise<Tenant> {
  const { prisma } = stage.owner;
  const projectId = newId('project');
  const token = `rlwh_${projectId}`;
  await prisma.projects.create({ data: { id: projectId, name: 'A project', currency: 'USD' } });
  await prisma.revenue_layers.create({
    data: {
      project_id: projectId,
      currency: 'USD',
      webhook_token_hash: sha256(token),
      keep_subscriber_attributes: options.keepSubscriberAttributes ?? false,
    },
  });
  if (options.sealingKey !== false) await ensureSealingKey(stage.deps, projectId);
  const accounts: string[] = [];
  for (let n = 0; n < (options.accounts ?? 1); n += 1) accounts.push(await addAccount(stage, projectId));
  return { projectId, token, accounts };
}

/** A connected account with its gate, as the worker would have bound it. */
export async function addAccount(
  stage: Stage,
  projectId: string,
  id: string = newId('account'),
): Promise<string> {
  made += 1;
  await stage.owner.prisma.revenuecat_accounts.create({
    data: {
      project_id: projectId,
      id,
      revenuecat_project_id: `proj${made}`,
      revenuecat_project_name: `App ${made}`,
      revenuecat_project_created_at: new Date('2025-01-01'),
      status: 'connected',
      credential_kind: 'api_key',
      budget_key: 'developer:test',
      gate: { create: { accepting: true } },
    },
  });
  return id;
}

export async function nameApp(
  stage: Stage,
  projectId: string,
  accountId: string,
  appId: string,
): Promise<void> {
  const data = { project_id: projectId, account_id: accountId, app_id: appId };
  await stage.owner.prisma.revenuecat_apps.create({ data });
}

export async function closeGate(stage: Stage, projectId: string, accountId: string): Promise<void> {
  await stage.owner.prisma.account_gates.updateMany({
    where: { project_id: projectId, account_id: accountId },
    data: { accepting: false },
  });
}

/** Bystanders stay as they were: nothing of this tenant was stored, queued, set aside or counted. */
export async function rowsOf(stage: Stage, { projectId }: Tenant): Promise<Record<string, number>> {
  const { prisma } = stage.owner;
  const where = { project_id: projectId };
  const [events, inbox, quarantine, refusals] = await Promise.all([
    prisma.revenue_events.count({ where }),
    prisma.event_inbox.count({ where }),
    prisma.event_quarantine.count({ where }),
    prisma.webhook_refusals.count({ where }),
  ]);
  return { events, inbox, quarantine, refusals };
}

export const NOTHING = { events: 0, inbox: 0, quarantine: 0, refusals: 0 };
