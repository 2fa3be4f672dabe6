import type { Contract } from '../../../api/routes.js';

/*
 * What the API takes and answers, route by route, as types alone: taken from the definitions that check its requests and
 * that its OpenAPI document is made of. Nothing of the server reaches the browser, and a changed route breaks the build.
 */

/** A route as the OpenAPI document names it: `GET /api/projects/{projectId}`. */
export type RouteName = keyof Contract;
export type QueryOf<Name extends RouteName> = Contract[Name]['query'];
export type BodyOf<Name extends RouteName> = Contract[Name]['body'];
/** Whatever the route answers with 2xx; null for an empty answer. */
export type Answer<Name extends RouteName> = Read<Contract[Name]['answer']>;

/** An answer is read, never changed. */
export type Read<T> = T extends readonly (infer Item)[]
  ? readonly Read<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Read<T[Key]> }
    : T;

/** What a request has to be given, after the name of its route; may be left out where all of it may. */
export type Given<Name extends RouteName, More = unknown> =
  Record<never, never> extends Input<Name> & More
    ? [given?: Input<Name> & More]
    : [given: Input<Name> & More];

type Input<Name extends RouteName> = Part<'params', Contract[Name]['params']> &
  Part<'query', QueryOf<Name>> &
  Part<'body', BodyOf<Name>>;

type Part<Key extends string, Value> = [Value] extends [undefined]
  ? { readonly [Each in Key]?: never }
  : Record<never, never> extends Value
    ? { readonly [Each in Key]?: Value }
    : { readonly [Each in Key]: Value };
