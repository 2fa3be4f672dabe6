import type { Settings } from '../state/settings.js';
import { RestError } from './errors.js';

const DEFAULT_LIMIT = 20;
const MOST = 1000;

/** Where a list stands: `path` and other parameters return in `next_page`. */
export interface ListRequest {
  /** `/v2/…`, no query. */
  path: string;
  params: URLSearchParams;
  /** Origin of the simulator, for absolute addresses. */
  origin: string;
}

/**
 * One page of a list ("REST v2, Pagination"): `limit` items after the one named by `starting_after`.
 * `url` is always absolute, as in recorded answers; `next_page` as the setting says.
 */
export function page<T extends { id: string }>(
  items: readonly T[],
  { path, params, origin }: ListRequest,
  nextPage: Settings['nextPage'],
) {
  const limit = readLimit(params.get('limit'));
  const after = params.get('starting_after');
  const start = after === null ? 0 : items.findIndex(({ id }) => id === after) + 1;
  if (after !== null && start === 0) {
    throw new RestError('parameter_error', `No such item: '${after}'`, 'starting_after');
  }
  const shown = items.slice(start, start + limit);
  const last = shown.at(-1);
  const more = last && start + limit < items.length;
  return {
    object: 'list',
    items: shown,
    next_page: more ? nextAddress(path, params, last.id, nextPage === 'absolute' ? origin : '') : null,
    url: origin + path,
  };
}

function readLimit(text: string | null): number {
  if (text === null) return DEFAULT_LIMIT;
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  if (!(limit >= 1 && limit <= MOST)) {
    throw new RestError('parameter_error', `limit must be an integer from 1 to ${MOST}`, 'limit');
  }
  return limit;
}

function nextAddress(path: string, params: URLSearchParams, after: string, origin: string): string {
  const next = new URLSearchParams(params);
  next.set('starting_after', after);
  return `${origin}${path}?${next.toString()}`;
}
