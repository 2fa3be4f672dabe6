import { Histogram } from 'prom-client';

import type { AnswerObserver } from './http/request-log.js';

const answerSeconds = new Histogram({
  name: 'revenue_http_answer_seconds',
  help: 'Time to answer a request, by route pattern; webhooks are counted apart',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
});

export const observeAnswer: AnswerObserver = ({ method, route, status, seconds }) => {
  answerSeconds.observe({ method, route, status: String(status) }, seconds);
};
