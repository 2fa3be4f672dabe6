import type { RequestHandler } from 'express';
import helmet from 'helmet';

import { isHttps } from '../auth/session-cookie.js';

/**
 * Pages may load nothing but what this server serves as files: no inline script or style, no other origin.
 */
export function securityHeaders(publicUrl: string): RequestHandler {
  const https = isHttps(publicUrl);
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        // The dashboard draws its chart into a picture to download; a blob is made by the page itself.
        imgSrc: ["'self'", 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        ...(https ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: https,
    referrerPolicy: { policy: 'no-referrer' },
  });
}

/** Answers of the api hold tokens and other people's money: no cache keeps them. */
export const noStore: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};
