const urls = new Map<string, string>();

/**
 * Where an attempt continues at RevenueCat. The address holds the attempt's single-use state, so it is kept in memory
 * only: after a reload the way on is a new attempt.
 */
export const rememberAuthorizeUrl = (connectionId: string, url: string): void => {
  urls.set(connectionId, url);
};

export const authorizeUrlOf = (connectionId: string): string | null => urls.get(connectionId) ?? null;
