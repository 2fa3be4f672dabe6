import { type Random, randomFor } from '../../../simulator/book/random.js';
import { eventually } from '../../support/eventually.js';
import { type Account, connectAccounts } from './accounts.js';
import { Closures } from './closures.js';
import { Ledger } from './ledger.js';
import { Mail } from './mail.js';
import { OwnerCalls } from './owner-calls.js';
import { Sender } from './sender.js';
import { startSystem, type System } from './system.js';

/** The system, those who use it, and who sends to it. */
export interface Stage {
  readonly system: System;
  readonly owners: OwnerCalls;
  readonly accounts: readonly Account[];
  readonly closures: Closures;
  readonly ledger: Ledger;
  readonly mail: Mail;
  readonly sender: Sender;
  readonly random: Random;
  /** New deliveries each second while things happen. */
  readonly perSecond: number;
}

export interface StageOptions {
  readonly seed: string;
  readonly accounts: number;
  readonly perSecond: number;
}

/** A minute between two attempts of RevenueCat is so many milliseconds here: five retries within half a minute. */
const MINUTE = 200;

/** Starts everything and connects the accounts; the caller closes it. */
export async function openStage({ seed, accounts: count, perSecond }: StageOptions): Promise<Stage> {
  const system = await startSystem();
  try {
    const owners = new OwnerCalls(system);
    const accounts = await connectAccounts(system, owners, count);
    const ledger = new Ledger();
    const mail = new Mail(system.url, ledger, accounts, seed);
    const sender = new Sender({ mail, timeScale: timeScaleFor(MINUTE) });
    for (const account of accounts) sender.send(mail.to(account));
    // An app is known by the first event that names it: from then on the bare address will do.
    await eventually(
      async () => {
        const app_id = { in: accounts.map(({ appId }) => appId) };
        return (await system.owner.prisma.revenuecat_apps.count({ where: { app_id } })) === count;
      },
      { within: '120s', every: '200ms' },
    );
    const closures = new Closures(owners);
    const random = randomFor(`${seed}/acts`);
    return { system, owners, accounts, closures, ledger, mail, sender, random, perSecond };
  } catch (error) {
    await system.stop(true);
    throw error;
  }
}

/** @param minute so many milliseconds are one of RevenueCat's minutes. */
export const timeScaleFor = (minute: number): number => minute / 60_000;

/** @param keepLogs see `System`. */
export async function closeStage({ sender, system }: Stage, keepLogs = false): Promise<void> {
  sender.close();
  await system.stop(keepLogs);
}
