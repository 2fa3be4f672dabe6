import { z } from 'zod';

import { escapeHtml, htmlPage } from './html.js';
import { Problem } from './problem.js';
import { isProblemSlug, PROBLEMS } from './problems.js';
import { defineRoute } from './route.js';

/** What the `type` of every problem links to. */
export const problemPageRoute = defineRoute({
  method: 'get',
  path: '/problems/{slug}',
  access: 'public',
  summary: 'What a problem means and what to do about it',
  params: z.object({ slug: z.string() }),
  answers: { 200: { description: 'The explanation.', schema: null, also: ['text/html', 'text/plain'] } },
  handler: async ({ params, request }) => {
    if (!isProblemSlug(params.slug)) throw new Problem('not-found');
    const { title, status, explanation } = PROBLEMS[params.slug];
    return request.accepts(['text/plain', 'text/html']) === 'text/html'
      ? {
          status: 200,
          contentType: 'text/html; charset=utf-8',
          text: htmlPage(title, `<p>${escapeHtml(explanation)}</p>\n<p>HTTP status ${status}</p>`),
        }
      : {
          status: 200,
          contentType: 'text/plain; charset=utf-8',
          text: `${title}\n\n${explanation}\n\nHTTP status ${status}\n`,
        };
  },
});
