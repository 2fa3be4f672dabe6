/** Why webhook deliveries were refused, as an end of "3 deliveries …". */
const WORDS: Readonly<Record<string, string>> = {
  'wrong-token': 'with a wrong token',
  'token-missing': 'without a token',
  'wrong-signature': 'with a wrong signature',
  'signed-deliveries-only': 'without the address of an account that signs its deliveries',
  'too-large': 'larger than 1 MiB',
  'too-slow': 'whose body took more than 20 seconds',
  'wrong-media-type': 'that were not sent as JSON',
  'not-json': 'that could not be parsed',
  'unknown-account': 'for an account that is not here',
  'no-account': 'while no account was connected',
  'not-accepting': 'for an account that is disconnected',
  overloaded: 'put off, because there were too many at once',
  'vault-unavailable': 'put off, because of trouble on our side',
  'database-unavailable': 'put off, because of trouble on our side',
  'internal-error': 'put off, because of trouble on our side',
};

/** Reasons are an open list: an unknown one is shown as it is. */
export const refusalWords = (reason: string): string => WORDS[reason] ?? `(${reason})`;
