/** An event as a queue carries it: what the worker needs to write its row and its projection. */
export interface Job {
  readonly project_id: string;
  readonly account_id: string;
  readonly event_id: string;
  readonly type: string;
  /** Bytes of the delivery. */
  readonly size: number;
  /** The delivery, parsed. */
  readonly body: unknown;
}

/** Puts jobs in; both resolve once they are committed. */
export interface Producer {
  add(job: Job): Promise<unknown>;
  /** Absent where the queue has no bulk add of its own. */
  addBulk?(jobs: Job[]): Promise<unknown>;
}

/** Writes rows and projections of these jobs in one transaction; doing it again changes nothing. */
export type Apply = (jobs: Job[]) => Promise<void>;

/** One queue, used as its documentation says, on the Postgres behind `url`. */
export interface Queue {
  /** Makes the queue's own tables. */
  install(url: string): Promise<void>;
  produce(url: string): Promise<Producer>;
  /** Takes jobs until the process ends. */
  consume(url: string, apply: Apply): Promise<void>;
}
