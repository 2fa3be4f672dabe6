import { setTimeout as delay } from 'node:timers/promises';

import { accountWorkflowId } from '../../../workflows/ids.js';
import { rollOverSignal } from '../../../workflows/messages.js';
import { shuffled } from '../plan.js';
import type { Account } from './accounts.js';
import { killAll, type PlannedKill } from './kills.js';
import { settle } from './settle.js';
import type { Stage } from './stage.js';
import type { Result } from './table.js';
import { tallyOf } from './tally.js';
import { violations } from './violations.js';

export interface RoundPlan {
  readonly name: string;
  readonly kills: readonly PlannedKill[];
  /** Accounts that their owners disconnect meanwhile, and that get a fresh history. */
  readonly disconnects: number;
  readonly rollOvers: number;
}

/** Milliseconds within which owners act; and how long the load goes on once everything stands. */
const SPREAD = 8_000;
const LAST = 2_000;

/** Kills under load, waits until all is quiet, and looks for anything that should not be. */
export async function playRound(stage: Stage, plan: RoundPlan): Promise<Result> {
  const { system, sender, mail, ledger, accounts, closures } = stage;
  const began = Date.now();
  sender.begin(stage.perSecond);
  const { acts, closing } = beginActs(stage, plan);
  await killAll(system, plan.kills);
  await system.stands();
  const stood = Date.now();
  await delay(LAST);
  sender.pause();
  const rolledOver = (await Promise.all(acts)).filter((done) => done).length;
  // What comes too late is refused by now, whatever has fallen meanwhile.
  for (const account of closing) sender.send(mail.to(account));
  const restless = await settle(stage);
  const quiet = Date.now();
  return {
    name: plan.name,
    kills: plan.kills.map(({ part }) => part),
    tally: tallyOf(ledger, began, quiet),
    disconnected: accounts.filter((account) => !closures.isOpen(account)).length,
    rolledOver,
    quietAfter: (quiet - stood) / 1_000,
    note: '',
    violations: [...restless, ...(await violations(stage))],
  };
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
