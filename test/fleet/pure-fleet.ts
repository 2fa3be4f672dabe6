import { intervalFor } from '../../activities/budget/interval.js';
import { answered, type Budget, decide } from '../../activities/budget/turns.js';
import { chartsFrom, sourceOf, STEPS } from '../../activities/sync/charts.js';
import { randomFor } from '../../simulator/book/random.js';
import { type Act, nextAct } from '../../workflows/account/acts.js';
import { type Outcomes, resolve } from '../../workflows/account/outcomes.js';
import { begunAt, isAwaited, isUrgent } from '../../workflows/account/schedule.js';
import type { Run } from '../../workflows/account/state.js';
import { syncWanted } from '../../workflows/account/wishes.js';
import { HOUR, NOW } from '../account/states.js';
import type { Fleet, Lived, Publication } from './lived.js';
import { type Member, memberOf } from './member.js';

/** What acts take that call nobody else, and publishing. */
const ACT = 100;
const FETCHED = { outcome: 'fetched', calls: 1, httpStatus: null, detail: null } as const;

/** Lives through days of a fleet without a clock: all decisions are the product's own. */
export function live(fleet: Fleet): Lived {
  const random = randomFor('fleet');
  const interval = intervalFor(fleet.interval, fleet.accounts, fleet.perMinute);
  const publications: Publication[] = [];
  const sends: number[] = [];
  const waits: number[] = [];
  let asks = 0;
  let budget: Budget = {
    ...{ perMinute: fleet.perMinute, sent: [], others: 0, othersUntil: 0, blockedUntil: 0, waiting: [] },
  };
  const members = Array.from({ length: fleet.accounts }, (_none, number) => memberOf(fleet, number));
  const until = NOW + fleet.lasts;
  // Once the first syncs are through: those go first as well.
  let nextWish = NOW + HOUR;

  for (;;) {
    const member = members.reduce((first, other) => (other.at < first.at ? other : first));
    const now = member.at;
    if (now >= until) return { interval, from: NOW, until, publications, sends, asks, waits };
    if (fleet.askedFor !== undefined && now >= nextWish) {
      nextWish += fleet.askedFor.every;
      for (const other of members.slice(0, fleet.askedFor.accounts)) {
        other.askedAt ??= now;
        other.state = syncWanted(other.state, `wanted-${now}`);
        if (other.doing === null) other.at = now;
      }
    }
    if (member.doing !== null) conclude(member, now);
    const act = nextAct(member.state, now);
    if (act.type === 'wait') {
      member.at = Math.max(now + 1, act.until ?? until);
      continue;
    }
    const { outcome, takes } = begin(member, act, now);
    member.doing = { act, outcome };
    member.at = now + takes;
  }

  function conclude(member: Member, now: number): void {
    const { act, outcome } = member.doing as NonNullable<Member['doing']>;
    const { run } = member.state;
    if (member.grantedAt !== null) budget = { ...budget, sent: answered(budget.sent, member.grantedAt, now) };
    if (act.type === 'finish' && run !== null && Object.values(run.results).every(isFetched)) {
      publications.push({ account: member.number, kind: run.kind, begunAt: begunAt(run), at: now });
      member.publishedAt = now;
      if (member.askedAt !== null) waits.push(now - member.askedAt);
      member.askedAt = null;
    }
    const at = { ref: { projectId: 'prj_1', accountId: member.id, generation: 1 }, now };
    member.state = { ...resolve(member.state, at, outcome, act), timeline: [] };
    member.doing = null;
    member.grantedAt = null;
  }

  function begin(member: Member, act: Act, now: number): { outcome: Outcomes[Act['type']]; takes: number } {
    if (act.type === 'step') return step(member, act.step, now);
    if (act.type === 'start-run')
      return { outcome: { kind: 'started', runId: act.runId ?? `run-${now}`, careful: true }, takes: 0 };
    if (act.type === 'finish') return { outcome: { kind: 'ended', probe: null }, takes: ACT };
    if (act.type !== 'begin') throw new Error(`Nobody said what becomes of ${act.type}.`);
    const begun = { kind: 'begun', from: '', asOf: '', currency: 'USD', steps: STEPS } as const;
    const cadence = { ...member.state.cadence, syncInterval: interval };
    return { outcome: { ...begun, cadence }, takes: ACT };
  }

  function step(member: Member, name: string, now: number): { outcome: Outcomes['step']; takes: number } {
    const done = { kind: 'done', status: FETCHED } as const;
    if (sourceOf(name) === null) return { outcome: done, takes: ACT };
    const run = member.state.run as Run;
    asks += 1;
    const { wait, ...kept } = decide(
      budget,
      {
        who: member.id,
        urgent: isUrgent(member.state, run, now),
        publishedAt: member.publishedAt,
        since: begunAt(run),
        left: isAwaited(run) ? chartsFrom(name) : 1,
      },
      now,
    );
    budget = { ...budget, ...kept };
    if (wait !== null) return { outcome: { kind: 'wait', wait, jitter: random.next() * 500 }, takes: ACT };
    sends.push(now);
    member.grantedAt = now;
    return { outcome: done, takes: ACT + fleet.chartTakes * (0.5 + random.next()) };
  }
}

const isFetched = ({ outcome }: { readonly outcome: string }): boolean => outcome === 'fetched';
