import type { Random } from '../../../simulator/book/random.js';
import { withFreshHistories } from './fresh-histories.js';
import { planKills } from './kills.js';
import { withoutPostgres } from './postgres-away.js';
import { playRound } from './round.js';
import { closeStage, openStage, type Stage, type StageOptions } from './stage.js';
import { PARTS } from './system.js';
import type { Result } from './table.js';
import { withoutTemporal } from './temporal-away.js';

export interface RunOptions extends StageOptions {
  readonly rounds: number;
  /** Milliseconds. */
  readonly temporalAway: number;
  readonly postgresAway: number;
  readonly freshHistories: number;
  readonly say: (line: string) => void;
}

/** Kills of each part in a round, and of any of them. */
const EACH = 2;
const MORE = 3;

/** Plays everything, until the first violation. */
export async function runChaos(options: RunOptions): Promise<Result[]> {
  const { say, accounts } = options;
  say(`starting everything and connecting ${accounts} accounts`);
  const stage = await openStage(options);
  const results: Result[] = [];
  let isEvidence = true;
  try {
    for (const { name, play } of acts(stage, options)) {
      await stage.closures.reopenAll();
      say(name);
      const result = await play();
      results.push(result);
      for (const line of told(result)) say(`  ${line}`);
      if (result.violations.length > 0) return results;
    }
    isEvidence = false;
    return results;
  } finally {
    if (isEvidence) say(`logs: ${stage.system.logs}`);
    await closeStage(stage, isEvidence);
  }
}

interface Act {
  readonly name: string;
  readonly play: () => Promise<Result>;
}

function acts(stage: Stage, options: RunOptions): Act[] {
  const { rounds, temporalAway, postgresAway, freshHistories } = options;
  const { random } = stage;
  return [
    ...Array.from({ length: rounds }, (_, n) => killing(stage, String(n + 1), random)),
    { name: `${freshHistories} fresh histories`, play: () => withFreshHistories(stage, freshHistories) },
    { name: `Postgres away for ${postgresAway} ms`, play: () => withoutPostgres(stage, postgresAway) },
    { name: `Temporal away for ${temporalAway} ms`, play: () => withoutTemporal(stage, temporalAway) },
  ];
}

function killing(stage: Stage, name: string, random: Random): Act {
  const kills = planKills(random, EACH, MORE);
  const order = kills.map(({ part, after }) => `${after === 0 ? '+' : ''}${part}`).join(' ');
  return {
    name: `round ${name}: ${order}`,
    play: () => playRound(stage, { name, kills, disconnects: 3, rollOvers: 15 }),
  };
}

function told({ tally, kills, quietAfter, note, violations, ...result }: Result): string[] {
  const { ids, attempts, accepted, notNow, unanswered, refused, givenUp } = tally;
  const deaths = PARTS.map((part) => `${part} ${kills.filter((killed) => killed === part).length}`);
  return [
    `killed: ${deaths.join(', ')}, with ${result.inFlight} attempts in flight; quiet after ${quietAfter.toFixed(0)} s`,
    `${ids} ids in ${attempts} attempts: ${accepted} × 200, ${notNow} × 503, ${unanswered} unanswered, ${refused} refused`,
    `${result.lostAnswers} stored with the answer lost, ${givenUp} given up`,
    ...(note === '' ? [] : [note]),
    ...violations.map((violation) => `VIOLATION: ${violation}`),
  ];
}
