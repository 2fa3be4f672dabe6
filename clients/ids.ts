import { typeid } from 'typeid-js';

const PREFIXES = {
  project: 'prj',
  apiKey: 'key',
  connection: 'con',
  account: 'acc',
  credential: 'crd',
  quarantine: 'qtn',
} as const;

/** A new id: a prefix that says what it names and a time-ordered UUID (v7) in base 32, so that rows land side by side. */
export function newId(kind: keyof typeof PREFIXES): string {
  return typeid(PREFIXES[kind]).toString();
}
