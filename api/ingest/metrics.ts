import { Counter, Histogram } from 'prom-client';

/** Deliveries by what they were answered with: an outcome such as `stored`, or the reason of a refusal. */
export const deliveriesTotal = new Counter({
  name: 'revenue_webhook_deliveries_total',
  help: 'Webhook deliveries by outcome or reason of refusal',
  labelNames: ['outcome'],
});

/** From the first byte of the request to the answer. */
export const deliverySeconds = new Histogram({
  name: 'revenue_webhook_delivery_seconds',
  help: 'Time to answer a webhook delivery',
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
});

export const groupRows = new Histogram({
  name: 'revenue_webhook_group_rows',
  help: 'Deliveries stored by one statement',
  buckets: [1, 2, 5, 10, 25, 50, 100, 200],
});
