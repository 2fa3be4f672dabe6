import { settle } from './settle.js';
import type { Stage } from './stage.js';
import type { Part } from './system.js';
import type { Result } from './table.js';
import { inFlightAt, lostAnswers, tallyOf } from './tally.js';
import { violations } from './violations.js';

/** What has happened; times in milliseconds. */
export interface Happened {
  readonly name: string;
  readonly began: number;
  /** When everything stood again. */
  readonly stood: number;
  readonly kills: readonly Part[];
  /** When they died. */
  readonly deaths: readonly number[];
  readonly rolledOver: number;
  readonly note: string;
  /** What was not as it should be by then. */
  readonly wrong: readonly string[];
}

/** After the load has ended: waits until all is quiet, and looks for anything that should not be. */
export async function conclude(stage: Stage, happened: Happened): Promise<Result> {
  const { ledger, accounts, closures, system } = stage;
  const { name, began, stood, kills, deaths, rolledOver, note, wrong } = happened;
  const restless = await settle(stage);
  const quiet = Date.now();
  return {
    name,
    kills,
    tally: tallyOf(ledger, began, quiet),
    inFlight: inFlightAt(ledger, deaths),
    lostAnswers: await lostAnswers(system.owner, ledger, began),
    disconnected: accounts.filter((account) => !closures.isOpen(account)).length,
    rolledOver,
    quietAfter: (quiet - stood) / 1_000,
    note,
    violations: [...wrong, ...restless, ...(await violations(stage))],
  };
}
