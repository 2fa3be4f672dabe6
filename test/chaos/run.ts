import { accountsIn } from './note.js';
import type { RoundPlan } from './plan.js';
import { playRound } from './round.js';
import { openStage, recover, type StageOptions } from './stage.js';
import { type RoundResult, stepsOf } from './table.js';

export interface RunOptions extends StageOptions {
  readonly plans: readonly RoundPlan[];
  readonly say: (line: string) => void;
}

/** Plays round after round, until the first that shows a violation. */
export async function runChaos({ plans, say, ...options }: RunOptions): Promise<RoundResult[]> {
  say(`connecting ${options.volume.accounts} accounts by consent and ${options.keys} with an API key`);
  const stage = await openStage(options);
  const results: RoundResult[] = [];
  let isEvidence = true;
  try {
    for (const plan of plans) {
      say(announced(plan));
      const result = await playRound(stage, plan);
      results.push(result);
      for (const line of told(result)) say(line);
      if (result.violations.length > 0) return results;
      const reconnected = await recover(stage);
      if (reconnected > 0) say(`  ${reconnected} reconnected and healthy`);
    }
    isEvidence = false;
    return results;
  } finally {
    if (isEvidence) say(`notes and logs: ${stage.world.folder}`);
    await stage.world.stop(isEvidence);
  }
}

function announced({ round, kills }: RoundPlan): string {
  const deaths = kills.map(({ point, vaultFallsAt }) => {
    return vaultFallsAt === null ? point : `${point} (Vault at ${vaultFallsAt})`;
  });
  return `round ${round}: a worker is killed at ${deaths.join(', the next at ')}`;
}

function told(result: RoundResult): string[] {
  const { vault, recoveredAfter, healthy, lost, revoked } = result;
  return [
    ...result.kills.map(({ note }) => {
      return `  killed at ${note.point ?? 'no marked step'} with ${accountsIn(note.steps)} accounts in flight: ${stepsOf(note)}`;
    }),
    `  Vault: ${vault}; quiet after ${recoveredAfter.toFixed(0)} s; ${healthy} healthy, ${lost} lost, ${revoked} revoked`,
    ...result.violations.map((violation) => `  VIOLATION: ${violation}`),
  ];
}
