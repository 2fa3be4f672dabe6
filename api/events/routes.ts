import { assignEvent } from './assign-route.js';
import { listEvents } from './list-route.js';
import { listQuarantine, replayQuarantined } from './quarantine-routes.js';
import { streamEvents } from './stream-route.js';

/** Reading, following and assigning revenue events, and what became of deliveries that are none. */
export const eventRoutes = [
  listEvents,
  streamEvents,
  assignEvent,
  listQuarantine,
  replayQuarantined,
] as const;
