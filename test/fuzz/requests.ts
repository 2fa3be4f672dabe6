import { createHmac } from 'node:crypto';
import { deflateSync, gzipSync } from 'node:zlib';

import fc from 'fast-check';

import { body, sample } from './bodies.js';

/** What a request needs to know of the tenant it is for; each batch has a new one. */
export interface Door {
  readonly token: string;
  /** An account that takes anything, one that takes signed deliveries only, and one of another project. */
  readonly plain: string;
  readonly signed: string;
  readonly foreign: string;
  readonly signingSecret: string;
}

/**
 * A request as it goes over the line. `stranger`: nobody who knows the token, and the secret where one is needed, sends it.
 * `sound`: it is as RevenueCat sends it, so it has to be accepted.
 */
export interface FuzzRequest {
  readonly who: 'owner' | 'stranger';
  readonly sound: boolean;
  readonly path: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** Sizes of chunks; null announces the length. */
  readonly chunks: readonly number[] | null;
  /** Hangs up after so many bytes of the body. */
  readonly cutAt: number | null;
}

type Made = (door: Door) => FuzzRequest;
type Headers = (door: Door, bytes: Buffer) => readonly string[];

const goodAuthorization: fc.Arbitrary<Headers> = fc.constantFrom<Headers>(
  ({ token }) => ['Authorization', `Bearer ${token}`],
  ({ token }) => ['authorization', `bearer   ${token}`],
  ({ token }) => ['AUTHORIZATION', token],
  // Of two, Node keeps the first ("http", message.headers).
  ({ token }) => ['Authorization', `Bearer ${token}`, 'Authorization', 'Bearer wrong'],
);

const wrongAuthorization: fc.Arbitrary<Headers> = fc.oneof(
  fc.constantFrom<Headers>(
    () => [],
    () => ['Authorization', ''],
    () => ['Authorization', 'Bearer'],
    ({ token }) => ['Authorization', `Basic ${token}`],
    ({ token }) => ['Authorization', `Bearer ${token.toUpperCase()}`],
    ({ token }) => ['Authorization', `Bearer ${token}x`],
    ({ token }) => ['Authorization', `Bearer ${token.slice(0, -1)}`],
    ({ token }) => ['Authorization', `Bearer Bearer ${token}`],
    ({ token }) => ['Authorization', `Bearer ${token} ${token}`],
    ({ token }) => ['Authorization', 'Bearer wrong', 'Authorization', `Bearer ${token}`],
    ({ token }) => ['X-Authorization', `Bearer ${token}`, 'Proxy-Authorization', `Bearer ${token}`],
    ({ token }) => ['Cookie', `revenue_session=${token}`],
  ),
  fc
    .string({ unit: fc.constantFrom(...'ab ,;="\'\\%\t\u00e9\u00ff'), maxLength: 60 })
    .map<Headers>((text) => () => ['Authorization', text]),
  fc.constant<Headers>(() => ['Authorization', `Bearer ${'z'.repeat(9_000)}`]),
);

const SIGNATURE = 'X-RevenueCat-Webhook-Signature';
const goodSignature: Headers = ({ signingSecret }, bytes) => {
  const time = Math.floor(Date.now() / 1_000);
  const digest = createHmac('sha256', signingSecret).update(`${time}.`).update(bytes).digest('hex');
  return [SIGNATURE, `t=${time},v1=${digest}`];
};
const wrongSignature: fc.Arbitrary<Headers> = fc.oneof(
  fc.constantFrom<Headers>(
    () => [],
    () => [SIGNATURE, ''],
    () => [SIGNATURE, 't=,v1='],
    () => [SIGNATURE, `t=${Math.floor(Date.now() / 1_000)},v1=${'0'.repeat(64)}`],
    () => [SIGNATURE, `t=99999999999999999999,v1=${'zz'.repeat(32)},,,=`],
    (door, bytes) => [SIGNATURE, (goodSignature(door, bytes)[1] ?? '').replace(/t=\d+/, 't=1')],
    (door, bytes) => goodSignature(door, Buffer.concat([bytes, Buffer.from(' ')])),
    (door, bytes) => goodSignature({ ...door, signingSecret: '' }, bytes),
  ),
  fc
    .string({ unit: fc.constantFrom(...'tv1=,; 0af'), maxLength: 80 })
    .map<Headers>((text) => () => [SIGNATURE, text]),
);

const JSON_TYPES = [
  'application/json',
  'application/json; charset=utf-8',
  'Application/JSON',
  'application/a+json',
];
const contentType = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...JSON_TYPES) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...['', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'json'],
      ...['application/json; charset=utf-16', 'application/jsonp', 'application/json, text/plain', ';', '/'],
    ),
  },
);

type Encoded = readonly [headers: readonly string[], encode: (bytes: Buffer) => Buffer];
const contentEncoding: fc.Arbitrary<Encoded> = fc.oneof(
  { weight: 14, arbitrary: fc.constant<Encoded>([[], (bytes) => bytes]) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Encoded>(
      [['Content-Encoding', 'gzip'], (bytes) => gzipSync(bytes)],
      [['Content-Encoding', 'deflate'], (bytes) => deflateSync(bytes)],
      [['Content-Encoding', 'identity'], (bytes) => bytes],
      [['Content-Encoding', 'gzip, br'], (bytes) => bytes],
      [['Content-Encoding', 'nonsense'], (bytes) => bytes],
      [[], (bytes) => gzipSync(bytes)],
    ),
  },
);

const oddHeaders: fc.Arbitrary<readonly string[]> = fc.oneof(
  { weight: 8, arbitrary: fc.constant([]) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ['X-Forwarded-For', '1.2.3.4, not an address, ::'],
      ['Expect', '100-continue'],
      ['Range', 'bytes=0-1'],
      ['X-HTTP-Method-Override', 'DELETE'],
      ['Accept', '\u00ff\u00fe'],
      ['Origin', 'null', 'Sec-Fetch-Site', 'cross-site'],
      ['X-Long', 'l'.repeat(12_000)],
    ),
  },
);

const where: fc.Arbitrary<(door: Door) => string> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(() => '') },
  { weight: 6, arbitrary: fc.constant(({ plain }: Door) => `?account=${plain}`) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<(door: Door) => string>(
      ({ foreign }) => `?account=${foreign}`,
      ({ plain, signed }) => `?account=${plain}&account=${signed}`,
      ({ plain }) => `?account[id]=${plain}`,
      ({ plain }) => `?Account=${plain}&x=%zz&__proto__=1`,
      () => '?account=',
      () => '?account=%00',
      () => `?account=${'a'.repeat(3_000)}`,
      () => '?account=acc_nobody',
    ),
  },
);

const chunks = fc.oneof(
  { weight: 4, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 4 }) },
);

/** With the right token, and whatever else. */
const ownersRequest: fc.Arbitrary<Made> = fc
  .record({ authorization: goodAuthorization, type: contentType, encoding: contentEncoding, odd: oddHeaders })
  .chain(({ authorization, type, encoding: [encodingHeaders, encode], odd }) =>
    fc.record({ where, body, chunks }).map(({ where, body, chunks }): Made => {
      const bytes = encode(body);
      return (door) => ({
        ...{ who: 'owner', sound: false, path: where(door), body: bytes, chunks, cutAt: null },
        headers: [...authorization(door, bytes), 'Content-Type', type, ...encodingHeaders, ...odd],
      });
    }),
  );

const soundRequest: fc.Arbitrary<Made> = fc
  .record({
    authorization: goodAuthorization,
    sample,
    chunks,
    named: fc.constantFrom('bare', 'plain', 'signed'),
  })
  .map(({ authorization, sample, chunks, named }): Made => {
    const bytes = Buffer.from(sample);
    return (door) => ({
      ...{ who: 'owner', sound: true, body: bytes, chunks, cutAt: null },
      path: named === 'bare' ? '' : `?account=${named === 'plain' ? door.plain : door.signed}`,
      headers: [
        ...authorization(door, bytes),
        ...['Content-Type', 'application/json'],
        ...(named === 'signed' ? goodSignature(door, bytes) : []),
      ],
    });
  });

/** Right in everything but the one thing that matters: the token, or the signature where one is needed. */
const strangersRequest: fc.Arbitrary<Made> = fc
  .record({
    body: fc.oneof(
      sample.map((text) => Buffer.from(text)),
      body,
    ),
    authorization: fc.oneof(wrongAuthorization, fc.constant(null)),
    good: goodAuthorization,
    signature: wrongSignature,
    ...{ where, chunks, type: contentType, odd: oddHeaders },
  })
  .map(({ body, authorization, good, signature, where, chunks, type, odd }): Made => (door) => ({
    ...{ who: 'stranger', sound: false, body, chunks, cutAt: null },
    path: authorization === null ? `?account=${door.signed}` : where(door),
    headers: [
      ...(authorization ?? good)(door, body),
      ...['Content-Type', type],
      ...(authorization === null ? signature(door, body) : goodSignature(door, body)),
      ...odd,
    ],
  }));

/** Announces more than it sends, and hangs up. */
const cutRequest: fc.Arbitrary<Made> = fc
  .record({ authorization: goodAuthorization, sample, at: fc.nat(600) })
  .map(({ authorization, sample, at }): Made => (door) => ({
    ...{ who: 'stranger', sound: false, path: '', body: Buffer.from(sample), chunks: null, cutAt: at },
    headers: [...authorization(door, Buffer.alloc(0)), 'Content-Type', 'application/json'],
  }));

export const request: fc.Arbitrary<Made> = fc.oneof(
  { weight: 12, arbitrary: ownersRequest },
  { weight: 4, arbitrary: soundRequest },
  { weight: 5, arbitrary: strangersRequest },
  { weight: 1, arbitrary: cutRequest },
);
