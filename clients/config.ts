import type { z } from 'zod';

import { type Setting, type SettingName, SETTINGS } from './settings.js';

/** All that is wrong with the settings, in one message a person can act on. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`Settings to correct:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

type Parsed = {
  readonly [Name in SettingName]:
    | z.output<(typeof SETTINGS)[Name]['schema']>
    | ((typeof SETTINGS)[Name]['default'] extends null ? undefined : never);
};

/** The settings as read; times in milliseconds, URLs without a slash at the end. */
export interface Config extends Omit<Parsed, 'PUBLIC_URL'> {
  readonly PUBLIC_URL: string;
}

/**
 * Reads every setting once.
 *
 * @param env usually `process.env`; an empty value counts as unset.
 * @param required settings this process cannot do without.
 * @throws {ConfigError} naming everything that is wrong at once.
 */
export function loadConfig(env: NodeJS.ProcessEnv, required: readonly SettingName[] = []): Config {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting>(SETTINGS)) {
    const given = env[name] === undefined || env[name] === '' ? setting.default : env[name];
    if (given === null) {
      if (required.includes(name as SettingName)) problems.push(`${name} is missing: ${setting.meaning}`);
      continue;
    }
    const result = setting.schema.safeParse(given);
    if (result.success) values[name] = result.data;
    else problems.push(`${name} ${result.error.issues.map((issue) => issue.message).join('; ')}`);
  }
  const config = values as unknown as Config;
  problems.push(...contradictions(config));
  if (problems.length > 0) throw new ConfigError(problems);
  return { ...config, PUBLIC_URL: config.PUBLIC_URL ?? `http://localhost:${config.PORT}` };
}

function contradictions(config: Partial<Config>): string[] {
  const problems: string[] = [];
  if (config.VAULT_ROLE_ID !== undefined && config.VAULT_SECRET_ID === undefined) {
    problems.push('VAULT_SECRET_ID is missing: VAULT_ROLE_ID is set');
  }
  if (config.VAULT_TOKEN !== undefined && config.VAULT_ROLE_ID !== undefined) {
    problems.push('VAULT_TOKEN and VAULT_ROLE_ID are both set: choose one');
  }
  if (
    config.VAULT_ADDR !== undefined &&
    config.VAULT_TOKEN === undefined &&
    config.VAULT_ROLE_ID === undefined
  ) {
    problems.push('VAULT_ADDR is set: VAULT_ROLE_ID with VAULT_SECRET_ID, or VAULT_TOKEN, is needed too');
  }
  return problems;
}

/**
 * What a process that speaks to RevenueCat's token endpoint needs besides: the secret of a confidential client.
 * The api sends owners there but never speaks to it itself, and is not given the secret.
 */
export function clientSecretIfNeeded(env: NodeJS.ProcessEnv): SettingName[] {
  const confidential = env['REVENUECAT_CLIENT_ID'] && env['REVENUECAT_CLIENT_AUTH'] !== 'none';
  return confidential ? ['REVENUECAT_CLIENT_SECRET'] : [];
}

/** Every setting for the line logged at start: secrets as `set` or `unset`. */
export function describeConfig(config: Config): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries<Setting>(SETTINGS).map(([name, setting]) => {
      const value = (config as unknown as Record<string, unknown>)[name];
      return [name, setting.secret ? (value === undefined ? 'unset' : 'set') : (value ?? 'unset')];
    }),
  );
}
