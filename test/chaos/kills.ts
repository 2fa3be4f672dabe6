import type { CrashPoint } from '../../activities/crash-points.js';
import { accountWorkflowId } from '../../workflows/ids.js';
import type { Note, Step } from './note.js';
import type { Attempt } from './owners.js';
import type { TokenSend } from './revenuecat.js';

/** Between these a send may be in the air, or its answer in hand and nowhere else. */
const HOLDS_ANSWER: readonly (CrashPoint | null)[] = ['refresh.announced', 'refresh.answered'];
/**
 * The same for a code: from the moment it counts as sent until the pair is stored. The mark that says so is written behind
 * `exchange.announced`, and Vault may have it although the process died before it heard so.
 */
const HOLDS_FIRST_PAIR: readonly (CrashPoint | null)[] = [
  'exchange.announced',
  'exchange.code-marked',
  'exchange.answered',
];

/** What the kills of a run took with them, from what the dying processes wrote down. */
export class Kills {
  readonly notes: Note[] = [];
  readonly #attempts: readonly Attempt[];
  readonly #sends: ReadonlyMap<number, TokenSend>;
  readonly #lineages = new Map<string, string>();

  constructor(attempts: readonly Attempt[], sends: ReadonlyMap<number, TokenSend>) {
    this.#attempts = attempts;
    this.#sends = sends;
  }

  get last(): number {
    return this.notes.at(-1)?.at ?? 0;
  }

  /** The grant behind a credential; null before its code was sent. */
  lineageOf(credentialId: string | null): string | null {
    const known = this.#lineages.get(credentialId ?? '');
    if (known !== undefined) return known;
    const attempt = this.#attempts.find((candidate) => candidate.credentialId === credentialId);
    if (attempt === undefined || attempt.code === null) return null;
    const exchange = [...this.#sends.values()].find(({ sent }) => sent === attempt.code);
    if (exchange === undefined || exchange.lineage === null) return null;
    this.#lineages.set(attempt.credentialId, exchange.lineage);
    return exchange.lineage;
  }

  /** Whether a kill took the answer to this send, or RevenueCat's answer had nobody left to go to. */
  cut(send: TokenSend): boolean {
    return this.notes.some((note) =>
      note.steps.some(
        (step) =>
          HOLDS_ANSWER.includes(step.point) &&
          step.since <= send.started_at &&
          send.started_at <= note.at &&
          this.lineageOf(step.subject) === send.lineage,
      ),
    );
  }

  /** Whether a kill may have lost the newest pair of this credential. */
  tookPairOf(credentialId: string): boolean {
    const lineage = this.lineageOf(credentialId);
    const sends = [...this.#sends.values()].filter((send) => send.lineage === lineage && send.issued);
    return lineage !== null && sends.some((send) => this.cut(send));
  }

  /** Whether a kill met a refresh of this account, however far it had come. */
  metRefreshOf(accountId: string): boolean {
    const isIts = ({ activity, workflowId }: Step) =>
      activity === 'refreshCredential' && workflowId === accountWorkflowId(accountId);
    return this.notes.some(({ steps }) => steps.some(isIts));
  }

  tookExchangeOf(credentialId: string): boolean {
    const holds = ({ point, subject }: Step) => subject === credentialId && HOLDS_FIRST_PAIR.includes(point);
    return this.notes.some(({ steps }) => steps.some(holds));
  }
}
