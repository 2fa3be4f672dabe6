import { productsRoute } from './products-route.js';
import { seriesRoute } from './series-route.js';
import { summaryRoute } from './summary-route.js';

/** Reading the numbers: tiles, series, products. Nothing here writes. */
export const revenueRoutes = [summaryRoute, seriesRoute, productsRoute] as const;
