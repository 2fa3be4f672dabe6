import fc from 'fast-check';

/** JSON as text, since much of what may arrive no object of ours could be printed as. */
type Text = fc.Arbitrary<string>;

const MIB = 1024 * 1024;

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const nestedObjects = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);

/** Numbers that nobody can hold, or that print as pages. */
const wildNumber: Text = fc.oneof(
  fc.constantFrom('1e400', '-1E-16000', '1e99', '-0', '0.1e-99', '1E+0000000000000100', '9'.repeat(400)),
  fc.constantFrom('123456789012345678901234567890.125', '253402300800000', '-62135596800001', '2147483648'),
  fc.integer({ min: 1, max: 140_000 }).map((digits) => '7'.repeat(digits)),
  fc.double().map((number) => (Number.isFinite(number) ? JSON.stringify(number) : '5e-324')),
);

/** Text with what Postgres cannot hold, and with escapes without end. */
const wildString: Text = fc.oneof(
  fc.constantFrom(
    ...['"\\u0000"', '"a\\u0000b"', '"\\ud83d"', '"\\ude00\\ud83d"', '"\\u0000\\ud83d"', '""', '" "'],
    ...['"\\u202e\\u2028"', '"$1"', '"\\\\x00"', `"'; drop table projects; --"`, '"rlwh_"', '"null"'],
  ),
  fc.string({ unit: 'binary', maxLength: 40 }).map((text) => JSON.stringify(text)),
  fc.constantFrom(254, 255, 256, 300, 501, 9_000, 70_000).map((length) => `"${'x'.repeat(length)}"`),
  fc.constantFrom(10, 1_000, 200_000).map((length) => `"${'\\"'.repeat(length)}1e999"`),
  fc.constantFrom(100, 300, 3_000).map((length) => `"${'\u{1f600}'.repeat(length)}"`),
);

const wildStructure: Text = fc.oneof(
  fc.constantFrom(
    ...[
      '{"__proto__":{"id":"polluted"}}',
      '{"constructor":{"prototype":{}}}',
      '{"toString":null}',
      '{"":""}',
    ],
    ...[
      '{"a":1,"a":2}',
      '[]',
      '{}',
      '[null]',
      '{"length":-1}',
      '[[],[[]]]',
      '{"\\u0000":1}',
      '{"\\ud83d":1}',
    ],
  ),
  fc.integer({ min: 1, max: 12_000 }).map(nested),
  fc.integer({ min: 1, max: 5_000 }).map(nestedObjects),
);

/** Too expensive to come often. */
const huge: Text = fc.oneof(
  fc.constantFrom(90_000, 400_000).map(nested),
  fc.constantFrom(MIB / 4, MIB / 2, MIB - 400, MIB).map((length) => `"${'y'.repeat(length)}"`),
  fc.constantFrom(50_000, 250_000).map((length) => `[${'0,'.repeat(length)}0]`),
);

/** Any JSON value, most of them wrong wherever they stand. */
export const value: Text = fc.oneof(
  { weight: 30, arbitrary: fc.jsonValue({ maxDepth: 3 }).map((json) => JSON.stringify(json)) },
  { weight: 12, arbitrary: fc.constantFrom('null', 'true', 'false', '0', '1', '-1', '1.5', '"text"') },
  { weight: 12, arbitrary: wildNumber },
  { weight: 20, arbitrary: wildString },
  { weight: 12, arbitrary: wildStructure },
  { weight: 1, arbitrary: huge },
);

/** A field as it is written: a name and a value, both text. */
export type Field = readonly [name: string, value: string];

/** An object whose fields may come twice, in this order. */
export const objectText = (fields: readonly Field[]): string =>
  `{${fields.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
