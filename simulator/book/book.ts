import type { RevenueCatProject } from '../state/accounts.js';
import type { Catalogue } from './catalogue.js';
import type { BookEvent } from './event.js';

/** All that happened to a RevenueCat project's customers up to one instant. */
export interface Book {
  project: RevenueCatProject;
  catalogue: Catalogue;
  /** Milliseconds; nothing later is in it. */
  asOf: number;
  /** In order of time, sandbox included. The same array as long as nothing new happened. */
  events: readonly BookEvent[];
}
