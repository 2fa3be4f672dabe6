import { wrongWorkflows } from '../workflows.js';
import { wrongAnswers } from './answers.js';
import { wrongDisconnects } from './disconnects.js';
import { wrongEffects } from './effects.js';
import { wrongHealth } from './health.js';
import { wrongRows } from './rows.js';
import type { Stage } from './stage.js';

/** All that may not be once everything has come to rest; each a sentence with its evidence. */
export async function violations({ system, owners, accounts, closures, ledger }: Stage): Promise<string[]> {
  const { owner, temporal, parts } = system;
  return [
    ...wrongAnswers(ledger, closures),
    ...(await wrongRows(owner, ledger)),
    ...(await wrongEffects(owner, ledger, accounts)),
    ...(await wrongDisconnects(owner.prisma, accounts, closures, ledger)),
    ...(await wrongWorkflows(owner.prisma, temporal)),
    ...(await wrongHealth(owner.prisma)),
    ...owners.strange,
    ...Object.values(parts).flatMap(({ unasked }) => unasked),
  ];
}
