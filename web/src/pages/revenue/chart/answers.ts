import type { SeriesRequest } from '../../../api/revenue.js';
import type { CountedLayer, Series } from '../../../api/types.js';

/** Whether the answer is to this request, and not to the one before. */
export const fits = (answer: Series | undefined, { metric, resolution }: SeriesRequest): boolean =>
  answer !== undefined && answer.metric === metric && answer.resolution === resolution;

export const accountNames = ({ accounts }: CountedLayer): { id: string; name: string }[] =>
  accounts.map(({ id, revenuecat_project: { name } }) => ({ id, name }));
