import fc from 'fast-check';

import { type Field, objectText, value } from './json-text.js';

const TYPES = [
  ...['INITIAL_PURCHASE', 'RENEWAL', 'CANCELLATION', 'UNCANCELLATION', 'NON_RENEWING_PURCHASE', 'EXPIRATION'],
  ...['SUBSCRIPTION_PAUSED', 'BILLING_ISSUE', 'PRODUCT_CHANGE', 'TRANSFER', 'SUBSCRIPTION_EXTENDED', 'TEST'],
  ...['REFUND_REVERSED', 'INVOICE_ISSUANCE', 'TEMPORARY_ENTITLEMENT_GRANT', 'VIRTUAL_CURRENCY_TRANSACTION'],
  ...['EXPERIMENT_ENROLLMENT', 'SUBSCRIBER_ALIAS', 'PAYWALL_IMPRESSION', 'NOT_HEARD_OF'],
];

/** Few enough that the same id comes twice, with the same body or with another. */
const eventId = fc.oneof(
  { weight: 4, arbitrary: fc.uuid().map((id) => id.toUpperCase()) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 5 }).map((n) => `AGAIN-${n}`) },
);

/** Apps that the tenants of these tests know, and one that they do not. */
export const APPS = { plain: 'app_plain', signed: 'app_signed', unknown: 'app_unknown' };

const field = (name: string, json: unknown): Field => [name, JSON.stringify(json)];

/** The fields of an event as RevenueCat sends them ("Webhooks", event types and fields). */
const sampleFields: fc.Arbitrary<Field[]> = fc
  .record({
    id: eventId,
    type: fc.constantFrom(...TYPES),
    at: fc.integer({ min: 1_500_000_000_000, max: 1_900_000_000_000 }),
    customer: fc.constantFrom('customer-1', '$RCAnonymousID:87c6049c58069238dce29853916d624c', 'Zoë 😀'),
    price: fc.constantFrom(0, 4.99, -9.99, 25.487, null),
    app: fc.constantFrom(undefined, undefined, APPS.plain),
    store: fc.constantFrom('APP_STORE', 'PLAY_STORE', 'STRIPE', 'TEST_STORE', 'PROMOTIONAL'),
    attributes: fc.constantFrom({}, { $email: { value: 'someone@example.com', updated_at_ms: 1 } }),
  })
  .map(({ id, type, at, customer, price, app, store, attributes }) => [
    field('id', id),
    field('type', type),
    field('event_timestamp_ms', at),
    ...(app === undefined ? [] : [field('app_id', app)]),
    field('app_user_id', customer),
    field('original_app_user_id', customer),
    field('aliases', [customer]),
    field('product_id', 'com.example.weekly'),
    field('entitlement_ids', ['pro']),
    field('period_type', 'NORMAL'),
    field('purchased_at_ms', at),
    field('expiration_at_ms', type === 'NON_RENEWING_PURCHASE' ? null : at + 604_800_000),
    field('store', store),
    field('environment', 'PRODUCTION'),
    field('price', price),
    field('currency', 'EUR'),
    field('price_in_purchased_currency', price),
    field('transaction_id', `T-${at}`),
    field('original_transaction_id', 'T-1'),
    field('renewal_number', 2),
    field('country_code', 'DE'),
    field('is_family_share', false),
    field('subscriber_attributes', attributes),
    ...(type === 'TRANSFER' ? [field('transferred_from', [customer]), field('transferred_to', ['x'])] : []),
  ]);

const bodyText = (event: readonly Field[], around: readonly Field[] = []): string =>
  objectText([['api_version', '"1.0"'], ['event', objectText(event)], ...around]);

/** As RevenueCat sends it. */
export const sample: fc.Arbitrary<string> = sampleFields.map((fields) => bodyText(fields));

const NAMES = [
  ...[
    'id',
    'type',
    'event_timestamp_ms',
    'app_id',
    'app_user_id',
    'original_app_user_id',
    'product_id',
    'price',
  ],
  ...['price_in_purchased_currency', 'renewal_number', 'store', 'environment', 'currency', 'transaction_id'],
  ...['original_transaction_id', 'subscriber_attributes', 'expiration_at_ms', 'is_family_share', 'aliases'],
  ...[
    'transferred_from',
    'transferred_to',
    '__proto__',
    'constructor',
    'toString',
    '',
    '\u0000',
    'ID',
    'new',
  ],
];
const strangeField: fc.Arbitrary<Field> = fc.tuple(fc.constantFrom(...NAMES), value);

/** Fields replaced, left out, or there twice, within the event and around it. */
const bent: fc.Arbitrary<string> = fc
  .record({
    fields: sampleFields,
    without: fc.subarray(NAMES, { maxLength: 3 }),
    strange: fc.array(strangeField, { maxLength: 4 }),
    first: fc.boolean(),
    around: fc.array(fc.tuple(fc.constantFrom('event', 'api_version', '__proto__', 'extra'), value), {
      maxLength: 1,
    }),
  })
  .map(({ fields, without, strange, first, around }) => {
    const kept = fields.filter(([name]) => !without.includes(name));
    return bodyText(first ? [...strange, ...kept] : [...kept, ...strange], around);
  });

const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8');

/** Bytes changed, cut out, doubled or put in between: most often no JSON any more, sometimes no UTF-8. */
const damaged: fc.Arbitrary<Buffer> = fc
  .tuple(fc.oneof(sample, bent), fc.nat(), fc.nat(), fc.uint8Array({ maxLength: 6 }))
  .map(([text, at, length, bytes]) => {
    const whole = utf8(text);
    const from = at % (whole.length + 1);
    return Buffer.concat([whole.subarray(0, from), bytes, whole.subarray(from + (length % 9))]);
  });

const otherEncodings: fc.Arbitrary<Buffer> = fc
  .tuple(sample, fc.constantFrom('utf16le', 'latin1', 'base64', 'bom', 'nul', 'overlong'))
  .map(([text, how]) => {
    if (how === 'bom') return Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), utf8(text)]);
    if (how === 'nul') return Buffer.concat([utf8(text), Buffer.of(0)]);
    if (how === 'overlong') return Buffer.from(text.replace('pro', '\u0000'), 'latin1').fill(0xc0, 40, 42);
    return Buffer.from(text, how as BufferEncoding);
  });

/** Any body at all. */
export const body: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 30, arbitrary: bent.map(utf8) },
  { weight: 12, arbitrary: sample.map(utf8) },
  { weight: 10, arbitrary: value.map(utf8) },
  { weight: 10, arbitrary: value.map((text) => utf8(`{"event":${text}}`)) },
  { weight: 14, arbitrary: damaged },
  { weight: 5, arbitrary: otherEncodings },
  { weight: 4, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 2, arbitrary: sample.map((text) => utf8(` \n${text}${' '.repeat(2_000)}`)) },
  { weight: 1, arbitrary: fc.constant(Buffer.alloc(0)) },
);
