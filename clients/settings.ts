import ms, { type StringValue } from 'ms';
import { z } from 'zod';

/** One environment variable: what the documentation table, `.env.example` and the checks at start are made from. */
export interface Setting {
  /** Shown in the settings table; null where the value is found or made, as `meaning` says. */
  readonly default: string | null;
  readonly meaning: string;
  /** Shown as set or unset, never as a value. */
  readonly secret?: true;
  readonly schema: z.ZodType;
}

const port = z.coerce.number().int().min(0).max(65_535);
const url = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .transform((value) => value.replace(/\/+$/, ''));
const text = z.string().min(1, 'must not be empty');

/** A length of time such as `1h`, `15m`, `10s`; in milliseconds. */
const duration = (least: StringValue) =>
  z.string().transform((value, context) => {
    const milliseconds = /^\d+(\.\d+)?\s*[a-z]+$/i.test(value) ? ms(value as StringValue) : undefined;
    if (milliseconds === undefined || !(milliseconds >= ms(least))) {
      context.addIssue({
        code: 'custom',
        message: `must be a time such as 1h, 15m or 10s, at least ${least}`,
      });
      return z.NEVER;
    }
    return milliseconds;
  });

/**
 * Every setting of every process. Temporal's TLS and API key settings are the SDK's own
 * (`TEMPORAL_API_KEY`, `TEMPORAL_TLS_*`) and are read by `@temporalio/envconfig`.
 */
export const SETTINGS = {
  NODE_ENV: { default: 'development', meaning: '`production` turns the simulator off', schema: text },
  PORT: { default: '3000', meaning: 'public port: pages, API, webhooks', schema: port },
  OPS_PORT: {
    default: '3001',
    meaning: "operators' port: metrics and the codec for Temporal UI",
    schema: port,
  },
  OPS_HOST: { default: '127.0.0.1', meaning: "address the operators' port listens on", schema: text },
  PUBLIC_URL: {
    default: null,
    meaning: 'base of redirect URI, webhook URL and links; `http://localhost:PORT` if unset',
    schema: url,
  },
  DATA_DIR: { default: '.data', meaning: 'data of the embedded services', schema: text },
  LOG_LEVEL: {
    default: 'info',
    meaning: '`debug`, `info`, `warn` or `error`',
    schema: z.enum(['debug', 'info', 'warn', 'error']),
  },
  DATABASE_URL: {
    default: null,
    meaning: 'Postgres for api and worker; embedded if unset',
    secret: true,
    schema: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgresql:// URL' }),
  },
  DATABASE_MIGRATION_URL: {
    default: null,
    meaning: 'Postgres as the owner of the schema; `DATABASE_URL` if unset',
    secret: true,
    schema: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgresql:// URL' }),
  },
  TEMPORAL_ADDRESS: {
    default: null,
    meaning: 'Temporal server as `host:port`; embedded if unset',
    schema: z.string().regex(/^[^\s/]+:\d+$/, 'must be host:port'),
  },
  TEMPORAL_NAMESPACE: { default: 'default', meaning: 'Temporal namespace', schema: text },
  TEMPORAL_UI_URL: {
    default: null,
    meaning: 'Temporal UI, for links to workflows; none are shown if unset',
    schema: url,
  },
  VAULT_ADDR: { default: null, meaning: 'Vault server; embedded if unset', schema: url },
  VAULT_ROLE_ID: { default: null, meaning: 'AppRole of this process; with `VAULT_SECRET_ID`', schema: text },
  VAULT_SECRET_ID: { default: null, meaning: 'AppRole secret of this process', secret: true, schema: text },
  VAULT_TOKEN: { default: null, meaning: 'Vault token, instead of AppRole', secret: true, schema: text },
  VAULT_MOUNT: {
    default: 'revenue-layer',
    meaning: 'prefix of the four KV mounts',
    schema: z.string().regex(/^[\w-]+(\/[\w-]+)*$/, 'must be letters, digits, - and _, parts divided by /'),
  },
  ADMIN_API_KEY: {
    default: null,
    meaning: 'first key, with admin access; made and kept in `DATA_DIR` if unset',
    secret: true,
    schema: z.string().min(20, 'must have at least 20 characters'),
  },
  REVENUECAT_API_URL: {
    default: 'https://api.revenuecat.com',
    meaning: 'base of `/v2`, `/oauth2/authorize`, `/oauth2/token`',
    schema: url,
  },
  REVENUECAT_CLIENT_ID: {
    default: null,
    meaning: 'OAuth client registered at RevenueCat; without one only API keys can be connected',
    schema: text,
  },
  REVENUECAT_CLIENT_SECRET: { default: null, meaning: 'its secret', secret: true, schema: text },
  REVENUECAT_CLIENT_AUTH: {
    default: 'basic',
    meaning: 'how the client authenticates: `basic`, `post` or `none`',
    schema: z.enum(['basic', 'post', 'none']),
  },
  SYNC_INTERVAL: {
    default: '1h',
    meaning: 'time between metrics syncs of an account, at least `10s`',
    schema: duration('10s'),
  },
  REFRESH_BEFORE_EXPIRY: {
    default: '15m',
    meaning: 'how long before its end an access token is renewed, at least `10s`',
    schema: duration('10s'),
  },
  TOKEN_TIMEOUT: {
    default: '30s',
    meaning:
      "how long RevenueCat's token endpoint may take, at least `1s`; no second send of a token for twice as long",
    schema: duration('1s'),
  },
  HEARTBEAT_TIMEOUT: {
    default: '30s',
    meaning: 'how long a worker may be silent before its work is given to another, at least `1s`',
    schema: duration('1s'),
  },
  NOTIFICATIONS_URL: {
    default: null,
    meaning: "where every change of an account's health is posted as JSON; nowhere if unset",
    secret: true,
    schema: url,
  },
  SIMULATOR: {
    default: null,
    meaning:
      '`on` or `off`; unset: on if no outside service and no `REVENUECAT_CLIENT_ID` is given and `NODE_ENV` is not `production`',
    schema: z.enum(['on', 'off']),
  },
  TEMPORAL_BIN: {
    default: null,
    meaning: 'Temporal binary; looked for on PATH, then built, if unset',
    schema: text,
  },
  VAULT_BIN: {
    default: null,
    meaning: 'Vault binary; looked for on PATH, then built, if unset',
    schema: text,
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;
