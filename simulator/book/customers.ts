import { DAY, HOUR, MINUTE, startOfDay } from '../clock.js';
import type { App, Catalogue } from './catalogue.js';
import type { LiveBeginning } from './live-history.js';
import type { PurchaseCurrency } from './products.js';
import { hexFor, type Random, randomFor } from './random.js';

/** How a customer begins: most only look around. */
export type Beginning = 'looks_around' | LiveBeginning;

/** Who somebody is to RevenueCat. */
export interface Identity {
  /** RevenueCat's anonymous id: `original_app_user_id`. */
  anonymousId: string;
  /** The app's own id: `app_user_id`. */
  appUserId: string;
}

export interface Customer extends Identity {
  /** Stable for a RevenueCat project and seed; also the key of all its randomness. */
  key: string;
  /** Milliseconds. */
  firstSeenAt: number;
  /** Milliseconds; when they buy, if they do. */
  buysAt: number;
  app: App;
  country: string;
  currency: PurchaseCurrency;
  /** Part of the price that is tax, in hundredths of a percent. */
  tax: number;
  environment: 'PRODUCTION' | 'SANDBOX';
  beginning: Beginning;
}

/** Country, currency and tax by how many customers live there. */
const homes: readonly (readonly [readonly [string, PurchaseCurrency, number], number])[] = [
  [['US', 'USD', 0], 45],
  [['DE', 'EUR', 1597], 14],
  [['GB', 'GBP', 1667], 11],
  [['FR', 'EUR', 1667], 8],
  [['CA', 'CAD', 476], 7],
  [['JP', 'JPY', 909], 6],
  [['AU', 'AUD', 909], 5],
  [['BR', 'BRL', 1000], 4],
];

const beginnings: readonly (readonly [Beginning, number])[] = [
  ['looks_around', 53],
  ['trial', 24],
  ['direct', 13],
  ['intro', 5],
  ['one_time', 3],
  ['family_share', 2],
];

const CUSTOMERS_A_DAY = 12;
const SANDBOX_SHARE = 0.02;

/**
 * The customers first seen on a UTC day. A function of project, seed and day alone: asking on a later day, or after a
 * different start, changes nothing.
 */
export function customersOf(bookKey: string, catalogue: Catalogue, dayStart: number): Customer[] {
  const day = startOfDay(dayStart) / DAY;
  const random = randomFor(`${bookKey}/day/${day}`);
  // A slow yearly swing and quiet days now and then, so that charts look like something.
  const season = 1 + 0.25 * Math.sin((2 * Math.PI * day) / 365);
  const count = Math.round(CUSTOMERS_A_DAY * season * (0.6 + 0.8 * random.next()));
  return Array.from({ length: count }, (_, index) => {
    const firstSeenAt = day * DAY + random.between(0, DAY - 1);
    return makeCustomer(`${bookKey}/customer/${day}-${index}`, catalogue, firstSeenAt);
  }).sort((a, b) => a.firstSeenAt - b.firstSeenAt);
}

/** A customer fixed by its key and first sighting. A live newcomer brings its own beginning, and buys at once. */
export function makeCustomer(
  key: string,
  catalogue: Catalogue,
  firstSeenAt: number,
  beginning?: LiveBeginning,
): Customer {
  const random = randomFor(key);
  const [country, currency, tax] = random.pick(homes);
  const drawn = random.pick(beginnings);
  const buysAt = hesitate(firstSeenAt, random);
  const picked = pickApp(random, catalogue);
  // Families share in the App Store only.
  const apple = catalogue.apps.find(({ store }) => store === 'app_store');
  const app = beginning === 'family_share' ? (apple ?? picked) : picked;
  const begins = drawn === 'family_share' && app !== apple ? 'looks_around' : drawn;
  return {
    key,
    ...identityFor(key),
    firstSeenAt,
    buysAt: beginning === undefined ? buysAt : firstSeenAt,
    app,
    ...{ country, currency, tax },
    environment: beginning === undefined && random.chance(SANDBOX_SHARE) ? 'SANDBOX' : 'PRODUCTION',
    beginning: beginning ?? begins,
  };
}

export function identityFor(key: string): Identity {
  return {
    anonymousId: `$RCAnonymousID:${hexFor(key, 32)}`,
    appUserId: `user_${hexFor(`${key}/user`, 10)}`,
  };
}

/** Some minutes or hours later; a few buy in the very first or last millisecond of a UTC day, where counting goes wrong. */
function hesitate(firstSeenAt: number, random: Random): number {
  const midnight = startOfDay(firstSeenAt) + DAY;
  const hesitation = random.between(MINUTE, 4 * HOUR);
  const edge = random.next();
  if (edge < 0.02) return midnight;
  return edge < 0.04 ? midnight - 1 : firstSeenAt + hesitation;
}

function pickApp(random: Random, { apps }: Catalogue): App {
  return random.pick(apps.map((app, index) => [app, index === 0 ? 70 : 30] as const));
}
