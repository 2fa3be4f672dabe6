/** RevenueCat counts requests per domain, not per endpoint ("RevenueCat REST v2, Rate Limit"). */
export type Domain = 'charts_metrics' | 'project_configuration';

/** Everything about the simulator's behaviour that can be changed while it runs. */
export interface Settings {
  /** Life of an access token. RevenueCat: one hour. */
  accessTokenSeconds: number;
  /** Life of a refresh token, restarted by each rotation. RevenueCat: one month. */
  refreshTokenSeconds: number;
  /** Life of an authorization code. Undocumented at RevenueCat. */
  authorizationCodeSeconds: number;
  /** Requests per sliding window, per developer or API key, per domain. */
  limits: Record<Domain, number>;
  /** Length of that window. RevenueCat: 60 s. Tests that compress time shorten it. */
  limitWindowSeconds: number;
  /** Whether a new consent ends what the same developer granted the same client before. Unknown at RevenueCat. */
  newConsentRevokesEarlier: boolean;
  /** Whether `x:read_write` also allows what needs `x:read`. Unknown at RevenueCat. */
  readWriteImpliesRead: boolean;
  /** Whether a used refresh token or code, sent again, ends its whole grant. Unknown at RevenueCat. */
  replayRevokesGrant: boolean;
  /** Whether token answers name the granted scopes. */
  tokenAnswersNameScope: boolean;
  /** How `next_page` is written; RevenueCat documents relative and answers absolute. */
  nextPage: 'relative' | 'absolute';
  /** Whether chart segments carry their id beside their name. Specified, yet missing in a recording. */
  segmentIds: boolean;
  /** Whether a cohort of trials is incomplete while any of them runs. RevenueCat announced it; unknown since when. */
  pendingTrialsIncomplete: boolean;
  /** Factor on the waits between webhook attempts; 1 is RevenueCat's pace. */
  deliveryTimeScale: number;
  /** How long a webhook receiver may take. RevenueCat: 60 s. */
  deliveryTimeoutSeconds: number;
  /** Seconds between live events; 0 is off. */
  liveEventsSeconds: number;
}

export const defaultSettings: Settings = {
  accessTokenSeconds: 3600,
  refreshTokenSeconds: 30 * 24 * 3600,
  authorizationCodeSeconds: 60,
  limits: { charts_metrics: 15, project_configuration: 60 },
  limitWindowSeconds: 60,
  newConsentRevokesEarlier: false,
  readWriteImpliesRead: true,
  replayRevokesGrant: false,
  tokenAnswersNameScope: true,
  nextPage: 'relative',
  segmentIds: true,
  pendingTrialsIncomplete: true,
  deliveryTimeScale: 1,
  deliveryTimeoutSeconds: 60,
  liveEventsSeconds: 0,
};
