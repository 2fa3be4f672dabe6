import { inMarkdown } from '../support/markdown.js';
import { accountsIn, type Note } from './note.js';

/** What a round showed. */
export interface RoundResult {
  readonly round: number;
  /** Where workers were to be killed, and what the killed ones wrote down. */
  readonly kills: readonly { readonly point: string; readonly note: Note }[];
  readonly vault: string;
  readonly healthy: number;
  readonly lost: number;
  readonly revoked: number;
  /** Seconds from the last kill until everything was quiet. */
  readonly recoveredAfter: number;
  readonly violations: readonly string[];
}

const HEAD = [
  'round',
  'killed at',
  'accounts',
  'steps in flight',
  'Vault',
  'healthy',
  'lost',
  'revoked',
  'recovered',
  'violations',
];

/** In Markdown, a line for each round. */
export function tableOf(results: readonly RoundResult[]): string {
  return inMarkdown(HEAD, results.map(rowOf));
}

function rowOf(result: RoundResult): string[] {
  const { kills } = result;
  return [
    String(result.round),
    kills.map(pointOf).join(', then '),
    kills.map(({ note }) => accountsIn(note.steps)).join(', '),
    kills.map(({ note }) => stepsOf(note)).join('; '),
    result.vault,
    String(result.healthy),
    String(result.lost),
    String(result.revoked),
    `${result.recoveredAfter.toFixed(0)} s`,
    String(result.violations.length),
  ];
}

/** Says so where the worker had to be ended with less in flight than wanted, or elsewhere. */
function pointOf({ point, note }: RoundResult['kills'][number]): string {
  if (note.point === null) return `not met: ${point}`;
  return note.enough ? point : `${point} (too little in flight)`;
}

const SHORT: Readonly<Record<string, string>> = {
  refreshCredential: 'refresh',
  runSyncStep: 'sync step',
  exchangeCode: 'exchange',
  adoptApiKey: 'key',
  listRevenueCatProjects: 'list',
  bindAccount: 'bind',
  handOver: 'adopt',
  discardSecrets: 'discard',
  deleteCredential: 'delete',
  closeGate: 'close gate',
  finishDisconnect: 'finish disconnect',
  mirrorAccount: 'mirror',
  mirrorConnection: 'mirror attempt',
};

/** Such as `12 sync step, 4 refresh`. */
export function stepsOf({ steps }: Note): string {
  const counts = new Map<string, number>();
  for (const { activity } of steps) {
    const name = SHORT[activity] ?? activity;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}
