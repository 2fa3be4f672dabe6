import type { z } from 'zod';

import type { Answers, Route } from './route.js';

/*
 * What callers of the API are checked by, as types alone: made of the very definitions that check requests and that the
 * OpenAPI document is made of. So a route that changes is a caller that no longer compiles.
 */

/** Routes by name, such as `GET /api/projects/{projectId}`. */
export type ContractOf<Defined extends Route> = {
  readonly [Each in Defined as `${Uppercase<Each['method']>} ${Each['path']}`]: Call<Each>;
};

/** What one route takes and answers; `undefined` where it takes nothing. */
interface Call<Defined extends Route> {
  readonly params: ParamsOf<Defined['path']>;
  readonly query: InputOf<Defined['query']>;
  readonly body: InputOf<Defined['body']>;
  readonly answer: AnswerOf<Defined['answers']>;
}

type ParamsOf<Path extends string> = [NamesIn<Path>] extends [never]
  ? undefined
  : { readonly [Name in NamesIn<Path>]: string };

type NamesIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

/** A route without a schema has the type of any schema, whose input is unknown. */
type InputOf<Schema extends z.ZodType | undefined> =
  unknown extends z.input<NonNullable<Schema>> ? undefined : z.input<NonNullable<Schema>>;

/** Bodies of the answers that are no problem; `null` for an empty one. */
type AnswerOf<Documented extends Answers> = {
  [Status in keyof Documented]: `${Status & number}` extends `2${string}`
    ? BodyOf<Documented[Status]['schema' & keyof Documented[Status]]>
    : never;
}[keyof Documented];

type BodyOf<Schema> = Schema extends z.ZodType ? z.output<Schema> : null;
