import { fileURLToPath } from 'node:url';

import express, { type RequestHandler, type Router } from 'express';

/** Where Vite puts the pages; seen from `dist/api`. */
export const WEB_DIST = fileURLToPath(new URL('../../web/dist', import.meta.url));

/** Addresses that the pages take over in the browser. */
const PAGE_PATHS = ['/', '/sign-in', '/accounts', '/projects/{*page}'];

/**
 * Serves the pages: files by name, and the one HTML file for every address of a page. Names of assets change with their
 * content, so browsers keep them; the HTML file is asked for each time.
 */
export function servePages(webDist: string): Router {
  const router = express.Router();
  router.use(
    express.static(webDist, {
      index: false,
      setHeaders: (response, path) => {
        const hashed = path.includes('/assets/');
        response.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
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
