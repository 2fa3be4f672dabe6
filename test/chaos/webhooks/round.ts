import { setTimeout as delay } from 'node:timers/promises';

import { accountWorkflowId } from '../../../workflows/ids.js';
import { rollOverSignal } from '../../../workflows/messages.js';
import { shuffled } from '../plan.js';
import type { Account } from './accounts.js';
import { conclude } from './conclude.js';
import { killAll, type PlannedKill } from './kills.js';
import type { Stage } from './stage.js';
import type { System } from './system.js';
import type { Result } from './table.js';

export interface RoundPlan {
  readonly name: string;
  readonly kills: readonly PlannedKill[];
  /** Accounts that their owners disconnect meanwhile, and that get a fresh history. */
  readonly disconnects: number;
  readonly rollOvers: number;
}

/** Deliveries that begin together shortly before a kill. */
const BURST = 25;
/** Milliseconds within which owners act; and how long the load goes on once everything stands. */
const SPREAD = 8_000;
const LAST = 2_000;

/** Kills under load, while owners disconnect accounts and workflows get fresh histories. */
export async function playRound(stage: Stage, plan: RoundPlan): Promise<Result> {
  const { system, sender, mail } = stage;
  const began = Date.now();
  sender.begin(stage.perSecond);
  const { acts, closing } = beginActs(stage, plan);
  const deaths = await killAll(system, plan.kills, () => sender.burst(BURST));
  await system.stands();
  const stood = Date.now();
  await delay(LAST);
  sender.pause();
  const rolledOver = (await Promise.all(acts)).filter((done) => done).length;
  // What comes too late is refused by now, whatever has fallen meanwhile.
  for (const account of closing) sender.send(mail.to(account));
  return conclude(stage, {
    name: plan.name,
    kills: plan.kills.map(({ part }) => part),
    ...{ began, stood, deaths, rolledOver, wrong: [] },
    note: `the longest outages: ${longestOutages(system, began)}`,
  });
}

/** @returns for each act whether it did anything. */
function beginActs(
  { accounts, random, closures, system }: Stage,
  { disconnects, rollOvers }: RoundPlan,
): { readonly acts: Promise<boolean>[]; readonly closing: readonly Account[] } {
  const closing = shuffled(accounts, random).slice(0, disconnects);
  const rolling = shuffled(accounts, random).slice(0, rollOvers);
  const soon = async <T>(act: () => Promise<T>) => {
    await delay(random.between(0, SPREAD));
    return act();
  };
  const acts = [
    ...closing.map((account) => soon(() => closures.close(account)).then(() => false)),
    ...rolling.map((account) => soon(() => rollOver(system.temporal, account))),
  ];
  return { acts, closing };
}

/** Asks for a fresh history, once: Temporal may be away, and the account disconnected. */
async function rollOver(temporal: Stage['system']['temporal'], { id }: Account): Promise<boolean> {
  try {
    await temporal.withDeadline(Date.now() + 5_000, () =>
      temporal.workflow.getHandle(accountWorkflowId(id)).signal(rollOverSignal),
    );
    return true;
  } catch {
    return false;
  }
}

/** Such as `api 4 s, worker 9 s`: from a death until it was ready again. */
function longestOutages({ parts }: System, since: number): string {
  const longest = Object.values(parts).map(({ name, outages }) => {
    const lengths = outages
      .filter(({ from }) => from >= since)
      .map(({ from, until }) => (until ?? Date.now()) - from);
    return `${name} ${(Math.max(0, ...lengths) / 1_000).toFixed(0)} s`;
  });
  return longest.join(', ');
}
