/** Bounds of the open streams of one api process; times in milliseconds. */
export interface StreamBounds {
  /** How often a quiet stream is sent a comment. */
  readonly beatEvery: number;
  /** Then a stream ends and its reader connects again, which asks anew whether it still may. */
  readonly longest: number;
  /** A reader that takes nothing for so long is gone, or might as well be. */
  readonly stalledAfter: number;
  readonly streams: number;
  readonly streamsOfProject: number;
}

export const STREAM_BOUNDS: StreamBounds = {
  beatEvery: 15_000,
  longest: 10 * 60_000,
  stalledAfter: 30_000,
  streams: 500,
  streamsOfProject: 50,
};
