import { TypeID, typeid } from 'typeid-js';

const PREFIXES = {
  project: 'prj',
  apiKey: 'key',
  connection: 'con',
  account: 'acc',
  credential: 'crd',
  quarantine: 'qtn',
  repair: 'rep',
} as const;

/** A new id: a prefix that says what it names and a time-ordered UUID (v7) in base 32, so that rows land side by side. */
export function newId(kind: keyof typeof PREFIXES): string {
  return typeid(PREFIXES[kind]).toString();
}

/** The id that belongs to a digest: the same content always gets the same one. Of `digest` the first 16 bytes count. */
export function derivedId(kind: keyof typeof PREFIXES, digest: Uint8Array): string {
  return TypeID.fromUUIDBytes(PREFIXES[kind], digest.subarray(0, 16)).toString();
}
