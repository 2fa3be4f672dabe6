import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

import express, { type RequestHandler, type Router } from 'express';

/** Where Vite puts the pages; seen from `dist/api`. */
export const WEB_DIST = fileURLToPath(new URL('../../web/dist', import.meta.url));

/** Addresses that the pages take over in the browser. */
const PAGE_PATHS = ['/', '/sign-in', '/accounts', '/projects/{*page}'];

const FOR_EVER = 'public, max-age=31536000, immutable';
const COPIES = { br: '.br', gzip: '.gz' } as const;

/**
 * Serves the pages: files by name, and the one HTML file for every address of a page. Names of assets change with their
 * content, so browsers keep them; the HTML file is asked for each time.
 */
export function servePages(webDist: string): Router {
  const router = express.Router();
  router.get('/assets/:name', sendCompressed(webDist));
  router.use(
    express.static(webDist, {
      index: false,
      setHeaders: (response, path) => {
        response.setHeader('Cache-Control', path.includes('/assets/') ? FOR_EVER : 'no-cache');
      },
    }),
  );
  router.get(PAGE_PATHS, sendPage(webDist));
  return router;
}

function sendPage(webDist: string): RequestHandler {
  return (request, response, next) => {
    if (request.accepts(['html', 'json']) !== 'html') {
      next();
      return;
    }
    response.sendFile('index.html', { root: webDist, headers: { 'Cache-Control': 'no-cache' } }, (error) => {
      if (error !== undefined && !response.headersSent) next();
    });
  };
}

/** The copy of an asset that the build has compressed, for those who take one; the others get the asset itself. */
function sendCompressed(webDist: string): RequestHandler<{ name: string }> {
  return (request, response, next) => {
    const { name } = request.params;
    const type = extname(name);
    if (type !== '.js' && type !== '.css') {
      next();
      return;
    }
    response.vary('Accept-Encoding');
    // Smallest first: browsers take both alike, and name gzip before.
    const encoding = (['br', 'gzip'] as const).find((one) => request.acceptsEncodings(one) === one);
    if (encoding === undefined) {
      next();
      return;
    }
    const options = {
      root: webDist,
      headers: { 'Content-Encoding': encoding, 'Cache-Control': FOR_EVER },
    };
    response.type(type);
    response.sendFile(`assets/${name}${COPIES[encoding]}`, options, (error) => {
      if (error === undefined || response.headersSent) return;
      // A build without copies.
      response.removeHeader('Content-Type');
      next();
    });
  };
}
