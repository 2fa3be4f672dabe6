/** Bounds of webhook ingestion in one api process. Times in milliseconds, sizes in bytes. */
export interface IngestLimits {
  /** Largest body taken. */
  readonly bodyBytes: number;
  /** Of all bodies that are still on their way; and of those of one project. */
  readonly uploadBytes: number;
  readonly uploadBytesOfProject: number;
  /** A body has come by then, or is refused. */
  readonly uploadWithin: number;
  /** A delivery is answered by then, whatever else happens; the sender's upload does not count. */
  readonly answerWithin: number;
  /** How long a token, once found good, is believed without asking again. */
  readonly tokenBelief: number;
  /** Statements under way at once; a project's deliveries are in one of them at a time. */
  readonly groupsUnderWay: number;
  readonly groupRows: number;
  readonly groupBytes: number;
  /** Deliveries that may wait for their turn. */
  readonly queueRows: number;
  readonly queueBytes: number;
}

const KIB = 1024;
const MIB = 1024 * KIB;

export const INGEST_LIMITS: IngestLimits = {
  bodyBytes: MIB,
  uploadBytes: 64 * MIB,
  // An eighth: thousands of events of usual size, and room for the neighbours.
  uploadBytesOfProject: 8 * MIB,
  // Together with `answerWithin` well below the 60 s after which RevenueCat hangs up (RevenueCat, "Webhooks").
  uploadWithin: 20_000,
  // RevenueCat would wait 60 s, but a sender that knows early spreads its next attempt better than one that hangs.
  answerWithin: 4_500,
  // Below a second, with room for the lookup itself: a token that is killed is dead everywhere within one.
  tokenBelief: 800,
  groupsUnderWay: 2,
  groupRows: 200,
  groupBytes: 4 * MIB,
  queueRows: 2_000,
  queueBytes: 64 * MIB,
};
