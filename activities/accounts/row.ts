import type { Prisma } from '../../prisma/generated/client.js';
import type { AccountState } from '../../workflows/account/state.js';
import { HEALTH_CAUSES } from '../../workflows/account/state.js';
import type { AccountRef, LoadedAccount, MirrorExtras } from '../../workflows/activities.js';
import type { Credential } from '../../workflows/messages.js';
import { cadenceOf } from '../cadence.js';
import { readStored, summaryOf } from '../credentials/store.js';
import type { WorkerDeps } from '../deps.js';
import { beginClosing } from './disconnect.js';

/** Reads what a workflow started from the row alone has to know; the credential's newest version comes from Vault. */
export async function loadAccount(deps: WorkerDeps, ref: AccountRef): Promise<LoadedAccount | null> {
  const { database, vault } = deps;
  const row = await database.prisma.revenuecat_accounts.findUnique({
    where: { project_id_id: { project_id: ref.projectId, id: ref.accountId } },
  });
  if (row === null || row.generation !== ref.generation) return null;
  const stored =
    row.credential_id === null
      ? null
      : await readStored(vault, { projectId: ref.projectId, credentialId: row.credential_id });
  const cause = HEALTH_CAUSES.find((known) => known === row.health_cause) ?? null;
  return {
    status: row.status as LoadedAccount['status'],
    pausedAt: row.paused_at?.getTime() ?? null,
    revision: Number(row.revision),
    revenueCatProject: {
      id: row.revenuecat_project_id,
      name: row.revenuecat_project_name,
      createdAt: row.revenuecat_project_created_at.getTime(),
    },
    budgetKey: row.budget_key,
    credential: stored === null ? credentialOfRow(row) : summaryOf(row.credential_id ?? '', stored),
    manageWebhook: row.manage_webhook,
    webhookIntegrationId: row.webhook_integration_id,
    health: { cause, since: row.health_since.getTime(), detail: detailOf(row.health_detail) },
    published: row.last_published_at !== null && row.last_published_at >= row.connected_at,
    cadence: cadenceOf(deps),
  };
}

type Row = Prisma.revenuecat_accountsGetPayload<object>;

/** For an account whose credential Vault no longer has: enough to disconnect or reconnect it. */
function credentialOfRow(row: Row): Credential | null {
  if (row.credential_id === null) return null;
  return {
    id: row.credential_id,
    kind: row.credential_kind as Credential['kind'],
    version: row.credential_version,
    scopes: row.scopes,
    accessExpiresAt: row.access_expires_at?.getTime() ?? null,
    obtainedAt: row.refreshed_at?.getTime() ?? row.connected_at.getTime(),
  };
}

/** Seconds between signals while a pair waits for Vault: history must outlast a day of that (Temporal: 50,000 events). */
const SLOW_SIGNALS = 60;

/** Copies the workflow's state into the row. An older copy never overwrites a newer one, nor another generation. */
export async function mirrorAccount(
  { database }: WorkerDeps,
  ref: AccountRef,
  state: AccountState,
  extras: MirrorExtras,
): Promise<void> {
  const { health, credential, closing } = state;
  const tenant = { project_id: ref.projectId, account_id: ref.accountId };
  await database.prisma.$transaction(async (tx) => {
    const { count } = await tx.revenuecat_accounts.updateMany({
      where: {
        project_id: ref.projectId,
        id: ref.accountId,
        generation: ref.generation,
        revision: { lt: state.revision },
        status: { not: 'disconnected' },
      },
      data: {
        revision: state.revision,
        revenuecat_project_name: state.revenueCatProject.name,
        paused_at: dateOf(state.pausedAt),
        health_status: health.cause === null ? 'healthy' : 'unhealthy',
        health_cause: health.cause,
        health_since: new Date(health.since),
        health_detail: { detail: health.detail },
        warnings: warningsOf(state),
        credential_id: credential.id,
        credential_kind: credential.kind,
        credential_version: credential.version,
        scopes: [...credential.scopes],
        access_expires_at: dateOf(credential.accessExpiresAt),
        refreshed_at: new Date(credential.refreshObtainedAt ?? credential.obtainedAt),
        budget_key: state.budgetKey,
        next_sync_at: dateOf(extras.nextSyncAt),
        sync_interval_seconds: Math.round(state.cadence.syncInterval / 1_000),
        manage_webhook: state.manageWebhook,
        webhook_integration_id: state.webhookIntegrationId,
        signal_gap_seconds: state.signalsSlowed ? SLOW_SIGNALS : 1,
        ...(closing !== null && { receipt: { ...closing } }),
      },
    });
    if (count > 0 && state.status === 'disconnecting') {
      // The commit of the api may have been lost, and the grant may be busy for a while before it closes the gate.
      await beginClosing(tx, ref);
    } else if (count > 0) {
      // The api commits `disconnecting` before it signals: a copy made before the signal must not take that back.
      await tx.revenuecat_accounts.updateMany({
        where: {
          project_id: ref.projectId,
          id: ref.accountId,
          status: { notIn: ['disconnecting', 'disconnected'] },
        },
        data: { status: state.status },
      });
    }
    await tx.timeline_entries.createMany({
      data: state.timeline.map(({ at, ...entry }) => ({ ...tenant, ...entry, at: new Date(at) })),
      skipDuplicates: true,
    });
  });
}

interface Warning {
  kind: 'our_trouble' | 'webhook_not_registered' | 'webhook_drifted';
  since: string | null;
  detail: string | null;
}

/** What degrades without being ill; the page has a sentence for each kind. */
function warningsOf(state: AccountState): Prisma.InputJsonValue {
  const warnings: Warning[] = [];
  if (state.ourTroubleSince !== null) {
    warnings.push({
      kind: 'our_trouble',
      since: new Date(state.ourTroubleSince).toISOString(),
      detail: null,
    });
  }
  if (state.manageWebhook && state.webhookRefused) {
    warnings.push({ kind: 'webhook_not_registered', since: null, detail: null });
  }
  if (state.webhookDrift) {
    const { what, since, restored } = state.webhookDrift;
    const detail = restored ? `${what}_restored` : what;
    warnings.push({ kind: 'webhook_drifted', since: new Date(since).toISOString(), detail });
  }
  return warnings as unknown as Prisma.InputJsonValue;
}

function dateOf(time: number | null): Date | null {
  return time === null ? null : new Date(time);
}

function detailOf(json: unknown): string | null {
  const detail = (json as { detail?: unknown } | null)?.detail;
  return typeof detail === 'string' ? detail : null;
}
