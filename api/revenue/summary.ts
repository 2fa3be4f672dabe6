import { Exact, present, presentOrNull, sum } from './amounts.js';
import {
  describeLineage,
  groupByAccount,
  presentAccounts,
  presentStale,
  presentStaleIn,
} from './answer-parts.js';
import { addDays, monthOf } from './days.js';
import { flowTile } from './flow-tile.js';
import type { History } from './load-histories.js';
import { type LeftOut, type Members, membersOf } from './members.js';
import { type Metric, metricOf, storedAs } from './metrics.js';
import type { Member } from './points.js';
import { rateTile } from './rate-tile.js';
import { type LiveTotals, publishedAt, type Scope } from './scope.js';
import { snapshotTile } from './snapshot-tile.js';
import type { Summary, SummaryTile } from './summary-schema.js';
import type { DatedValue, TileValue } from './tile-value.js';
import { type Tile, TILES } from './tiles.js';

/** All tiles over the scope's accounts. Pure: the same points at the same moment give the same answer. */
export function summarize(scope: Scope, histories: readonly History[]): Summary {
  const tiles = TILES.map((tile) => {
    const members = membersOf(tile.metric, histories);
    const outcome = unite(tile, members.members);
    return {
      name: tile.name,
      outcome,
      leftOut: members.leftOut,
      answer: presentTile(tile, outcome, members, scope),
    };
  });
  return {
    currency: scope.currency,
    accounts: presentAccounts(scope),
    tiles: tiles.map(({ answer }) => answer),
    stale: presentStale(scope),
    missing: groupByAccount(
      tiles.flatMap(({ name, outcome }) => outcome.missing.map((accountId) => ({ accountId, metric: name }))),
    ),
    left_out: groupLeftOut(tiles),
    live: sumLive(scope),
  };
}

/** Of the days' numbers: the running day and the one before may still be on their way. */
const MAY_LAG_DAYS = 2;

function unite({ metric, days }: Tile, members: readonly Member[]): TileValue {
  const { kind, unit } = metricOf(metric);
  if (days !== null) return flowTile(members, days);
  return kind === 'rate' ? rateTile(members, unit) : snapshotTile(members);
}

function presentTile(
  tile: Tile,
  outcome: TileValue,
  { members, leftOut, sources }: Members,
  scope: Scope,
): SummaryTile {
  const metric: Metric = metricOf(tile.metric);
  const { unit } = metric;
  const stored = storedAs(tile.metric);
  const pointsOf = new Map(members.map(({ accountId, points }) => [accountId, points]));
  const published = new Map(scope.accounts.map((account) => [account.id, publishedAt(account, stored)]));
  const counted = new Set(outcome.byAccount.map(({ accountId }) => accountId));
  const dated = (one: DatedValue | null) =>
    one === null ? null : { value: present(one.value, unit), as_of: one.asOf };
  return {
    metric: tile.name,
    unit,
    currency: unit === 'money' ? scope.currency : null,
    value: presentOrNull(outcome.value, unit),
    as_of: outcome.asOf,
    complete: outcome.complete,
    partial:
      outcome.missing.length + leftOut.length > 0 || (tile.days !== null && isAnyBehind(outcome, scope)),
    ...(tile.days !== null && {
      value_complete_days: presentOrNull(outcome.completeDays?.value ?? null, unit),
      complete_days_as_of: outcome.completeDays?.asOf ?? null,
    }),
    previous: dated(outcome.previous),
    parts:
      outcome.parts &&
      Object.fromEntries(Object.entries(outcome.parts).map(([name, part]) => [name, part.toFixed()])),
    stale: presentStaleIn(scope, stored).filter(({ account_id }) => counted.has(account_id)),
    lineage: describeLineage(tile.metric),
    by_account: outcome.byAccount.flatMap(({ accountId, value, asOf }) => {
      // A month's number is dated by its last day, and stored under its first.
      const period = metric.resolution === 'month' ? monthOf(asOf) : asOf;
      const times = pointsOf.get(accountId)?.get(period)?.times;
      const source = sources.get(accountId);
      if (source === undefined || !times) return [];
      const last_published_at = published.get(accountId)?.toISOString() ?? null;
      const own = {
        account_id: accountId,
        value: presentOrNull(value, unit),
        as_of: asOf,
        last_published_at,
      };
      return [{ ...own, ...source, ...times }];
    }),
  };
}

/** A sum of days lacks some of a connected account whose numbers end before those of the others. */
function isAnyBehind({ asOf: newest, byAccount }: TileValue, { accounts }: Scope): boolean {
  if (newest === null) return false;
  const ended = new Set(accounts.filter(({ status }) => status === 'disconnected').map(({ id }) => id));
  const least = addDays(newest, -MAY_LAG_DAYS);
  return byAccount.some(({ accountId, asOf }) => !ended.has(accountId) && asOf < least);
}

function groupLeftOut(
  tiles: readonly { readonly name: string; readonly leftOut: readonly LeftOut[] }[],
): Summary['left_out'] {
  const pairs = tiles.flatMap(({ name, leftOut }) => leftOut.map((one) => ({ ...one, metric: name })));
  const currencies = new Map(pairs.map(({ accountId, currency }) => [accountId, currency]));
  return groupByAccount(pairs).map((group) => ({
    ...group,
    currency: currencies.get(group.account_id) ?? '',
  }));
}

function sumLive(scope: Scope): Summary['live'] {
  const all = scope.accounts.flatMap(({ live }) => live ?? []);
  const count = (name: Exclude<keyof LiveTotals, 'revenue'>) =>
    all.reduce((total, live) => total + live[name], 0);
  return {
    day: scope.today,
    currency: 'USD',
    revenue: sum(all.map(({ revenue }) => new Exact(revenue))).toFixed(),
    purchases: count('purchases'),
    renewals: count('renewals'),
    refunds: count('refunds'),
    cancellations: count('cancellations'),
    expirations: count('expirations'),
    trials: count('trials'),
  };
}
