import { createHash, randomBytes } from 'node:crypto';

import { withClient } from '../setup/postgres-client.js';

const VALID_MINUTES = 10;

/**
 * A link that signs one browser in once. The token stands in the fragment, which browsers do not send: it reaches no
 * access log. Postgres has only its hash.
 *
 * @param url owner of the schema.
 */
export async function makeSignInLink(url: string, publicUrl: string): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await withClient(url, (client) =>
    client.query(
      `insert into sign_in_tokens (token_hash, expires_at) values ($1, now() + make_interval(mins => $2))`,
      [createHash('sha256').update(token).digest('hex'), VALID_MINUTES],
    ),
  );
  return `${publicUrl}/sign-in#token=${token}`;
}
