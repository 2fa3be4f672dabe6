import { z } from 'zod';

/** Ids are opaque to callers; ours hold these characters only, which keeps what no id can be away from the database. */
export const id = z
  .string()
  .regex(/^[\w.:-]{1,128}$/)
  .meta({ description: 'Opaque id.' });

export const projectParams = z.object({ projectId: id });
export const accountParams = projectParams.extend({ accountId: id });
export const connectionParams = projectParams.extend({ connectionId: id });

/** A moment in an answer: ISO 8601, UTC. */
export const moment = z.iso.datetime();
