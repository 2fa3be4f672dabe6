import type { HealthCause } from '../../workflows/account/state.js';
import { answer, DENIED, NO_CHARTS } from './answers.js';
import type { HealthStage } from './stage.js';
import { ageGrant, emptyVault, freshPair, refillVault } from './vault-side.js';
import type { Membership, WatchedAccount } from './watched-account.js';

/** One line of the table of causes under which syncs are skipped: how it begins, what it says and costs, how it ends. */
export interface Row {
  readonly cause: HealthCause;
  readonly when: string;
  readonly by?: Membership;
  readonly breaks: (account: WatchedAccount, stage: HealthStage) => Promise<unknown>;
  readonly message: RegExp;
  readonly action: string;
  /** What each slot costs while it lasts. */
  readonly costs: 'nothing' | 'one look into Vault' | 'one request' | 'one token request';
  /** Refreshes sent until the cause was found. */
  readonly sends: number;
  /** Without it the owner has to connect anew. */
  readonly mends?: (account: WatchedAccount, stage: HealthStage) => Promise<unknown>;
}

const WITHDRAWN = /^RevenueCat has withdrawn our access to /;
const INTERRUPTED = /lost in an interrupted renewal\. The fault is ours/;
const NOT_KEPT = /lost where we keep it\. The fault is ours/;
const NO_CLIENT = /The operator must correct that; reconnecting will not help/;
const NOT_SHOWN = /no longer shows us .* We look again every hour/;

/** Whoever connected the RevenueCat project is taken off it, or put on again. */
const membership =
  (method: 'PUT' | 'DELETE') =>
  ({ there }: WatchedAccount, { revenueCat }: HealthStage) =>
    revenueCat.ask(method, `/developers/${there.developerId}/projects/${there.projectId}`);

/** Then a refresh is asked for, and goes like this. */
const refreshGoes = (fault: { kind: string; [field: string]: unknown }, chart?: string) =>
  async function ({ there }: WatchedAccount) {
    await there.fails({ endpoint: 'token', ...fault });
    await there.asksForRefresh(chart);
  };

const mendFaults = ({ there }: WatchedAccount) => there.mendAll();

export const ROWS: readonly Row[] = [
  {
    ...{ cause: 'token_revoked', when: 'the owner withdraws access at RevenueCat' },
    breaks: ({ there }) => there.withdraw(),
    ...{ message: WITHDRAWN, action: 'reconnect', costs: 'nothing', sends: 1 },
  },
  {
    ...{ cause: 'token_expired', when: 'RevenueCat refuses a grant that is older than a month' },
    breaks: async (account, stage) => {
      await ageGrant(account, stage);
      await account.there.withdraw();
    },
    ...{
      message: /ran out because it could not be renewed/,
      action: 'reconnect',
      costs: 'nothing',
      sends: 1,
    },
  },
  {
    ...{ cause: 'token_lost', when: 'the connection breaks before a new pair has arrived' },
    breaks: refreshGoes({ kind: 'drop_after', times: 1 }),
    ...{ message: INTERRUPTED, action: 'reconnect', costs: 'one look into Vault', sends: 2 },
  },
  {
    ...{ cause: 'token_lost', when: 'a new pair comes in a form that cannot be read' },
    breaks: refreshGoes({ kind: 'garbled_after', body: 'html', times: 1 }),
    ...{ message: INTERRUPTED, action: 'reconnect', costs: 'one look into Vault', sends: 2 },
    mends: (account, stage) => freshPair(account, stage),
  },
  {
    ...{ cause: 'token_lost', when: 'Vault no longer has the pair' },
    breaks: emptyVault,
    ...{ message: NOT_KEPT, action: 'reconnect', costs: 'one look into Vault', sends: 0 },
    mends: refillVault,
  },
  {
    ...{ cause: 'api_key_rejected', when: 'the key is deleted at RevenueCat', by: 'api_key' },
    breaks: ({ there }) => there.withdraw(),
    ...{ message: /no longer accepts the API key of /, action: 'enter_api_key', costs: 'nothing', sends: 0 },
  },
  {
    ...{ cause: 'api_key_rejected', when: 'Vault no longer has the key', by: 'api_key' },
    breaks: emptyVault,
    ...{ message: NOT_KEPT, action: 'enter_api_key', costs: 'one look into Vault', sends: 0 },
    mends: refillVault,
  },
  {
    ...{ cause: 'insufficient_scope', when: 'a refresh, in the middle of a run, comes without the charts' },
    breaks: refreshGoes({ kind: 'drop_scopes', scopes: [NO_CHARTS], times: 1 }, 'actives'),
    ...{ message: /lacks charts_metrics:charts:read;/, action: 'reconnect_with_permissions' },
    ...{ costs: 'nothing', sends: 1 },
  },
  {
    ...{ cause: 'insufficient_scope', when: 'every chart is refused, and the RevenueCat project is listed' },
    by: 'api_key',
    breaks: ({ there }) => there.fails({ endpoint: 'charts', ...answer(403, DENIED) }),
    ...{ message: /lacks a permission;/, action: 'reconnect_with_permissions', costs: 'nothing', sends: 0 },
  },
  {
    ...{ cause: 'insufficient_scope', when: 'every chart is hidden, and the list is refused' },
    breaks: async ({ there }) => {
      await there.fails({ endpoint: 'projects', ...answer(403, DENIED) });
      await there.fails({ endpoint: 'charts', ...answer(404, DENIED) });
    },
    ...{ message: /lacks a permission;/, action: 'reconnect_with_permissions', costs: 'nothing', sends: 0 },
  },
  {
    ...{ cause: 'project_access_lost', when: 'whoever connected it is taken off the RevenueCat project' },
    breaks: membership('DELETE'),
    ...{ message: NOT_SHOWN, action: 'reconnect', costs: 'one request', sends: 0 },
    mends: membership('PUT'),
  },
  {
    ...{ cause: 'client_misconfigured', when: 'a refresh is answered invalid_client' },
    breaks: refreshGoes(answer(401, { error: 'invalid_client' })),
    ...{ message: NO_CLIENT, action: 'contact_operator', costs: 'one token request', sends: 1 },
    mends: mendFaults,
  },
  {
    ...{ cause: 'client_misconfigured', when: 'a refresh is answered unauthorized_client' },
    breaks: refreshGoes(answer(400, { error: 'unauthorized_client' })),
    ...{ message: NO_CLIENT, action: 'contact_operator', costs: 'one token request', sends: 1 },
    mends: mendFaults,
  },
];
