import { z } from 'zod';

import type { ApiDeps } from '../deps.js';
import { Problem } from '../http/problem.js';
import { accountsParameter } from '../revenue/revenue-query.js';

const MOST_TYPES = 50;
const DAY = 86_400_000;

const commaList = z
  .string()
  .max(4_000)
  .transform((list) => [...new Set(list.split(',').filter((part) => part !== ''))])
  .refine((parts) => parts.length <= MOST_TYPES, `names more than ${MOST_TYPES} types`);

/** What every way of reading events can be narrowed by. */
export const eventFilter = {
  type: commaList
    .optional()
    .meta({ description: 'Types, separated by commas.', example: 'RENEWAL,CANCELLATION' }),
  accounts: accountsParameter.meta({
    description: 'Account ids, separated by commas; without it all, and unrouted ones.',
  }),
  environment: z
    .string()
    .transform((name) => name.toUpperCase())
    .pipe(z.enum(['PRODUCTION', 'SANDBOX']))
    .optional(),
  routing: z
    .literal('unrouted')
    .optional()
    .meta({ description: '`unrouted`: only events for which no account is known.' }),
};

const message = 'must be a day (2026-01-31) or a moment (2026-01-31T12:00:00Z)';
const day = z.iso.date();
const instant = z.iso.datetime({ offset: true });

/** The first millisecond of a day, or the moment itself. */
const since = z.string().transform((text, context) => {
  if (day.safeParse(text).success || instant.safeParse(text).success) return new Date(text);
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

/** The last millisecond of a day, or the moment itself: both ends are included. */
const until = z.string().transform((text, context) => {
  if (day.safeParse(text).success) return new Date(Date.parse(text) + DAY - 1);
  if (instant.safeParse(text).success) return new Date(text);
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

export const receivedFilter = {
  from: since.optional().meta({ description: 'Received on this day (UTC), or at this moment, or later.' }),
  to: until.optional().meta({ description: 'Received on this day (UTC), or at this moment, or earlier.' }),
};

export interface EventFilter {
  readonly projectId: string;
  readonly type?: readonly string[] | undefined;
  readonly accounts: readonly string[] | null;
  readonly environment?: string | undefined;
  readonly routing?: 'unrouted' | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** Conditions of a `where`, and the values of their parameters. */
export class Conditions {
  readonly values: unknown[] = [];
  readonly #parts: string[] = [];

  /** @param condition SQL in which each `?` stands for the next of `values`. */
  and(condition: string, ...values: unknown[]): this {
    const numbered = condition.replaceAll('?', () => `$${this.values.push(values.shift())}`);
    this.#parts.push(`(${numbered})`);
    return this;
  }

  sql(): string {
    return this.#parts.join(' and ');
  }
}

/** Always begins with the project: whatever else is asked for, nobody sees another's rows. */
export function conditionsOf(filter: EventFilter): Conditions {
  const { type, accounts, environment, routing, from, to } = filter;
  const conditions = new Conditions().and('project_id = ?', filter.projectId);
  if (type !== undefined) conditions.and('type = any(?)', type);
  if (accounts !== null) conditions.and('account_id = any(?)', accounts);
  if (environment !== undefined) conditions.and('environment = ?', environment);
  if (routing !== undefined) conditions.and('account_id is null');
  if (from !== undefined) conditions.and('received_at >= ?', from);
  if (to !== undefined) conditions.and('received_at <= ?', to);
  return conditions;
}

/** @throws {Problem} `not-found` for an account that is not of this project. */
export async function checkAccounts(
  { database }: Pick<ApiDeps, 'database'>,
  { projectId, accounts }: EventFilter,
): Promise<void> {
  if (accounts === null) return;
  const found = await database.prisma.revenuecat_accounts.findMany({
    where: { project_id: projectId, id: { in: [...accounts] } },
    select: { id: true },
  });
  const unknown = accounts.filter((id) => !found.some((account) => account.id === id));
  if (unknown.length === 0) return;
  throw new Problem('not-found', {
    detail: `No such account in this project: ${unknown.join(', ')}.`,
    errors: [{ field: 'accounts', message: 'names an account that is not in this project' }],
  });
}
