import type { Book } from '../book/book.js';
import { type DimensionName, dimensionNames, dimensions, valuesOf } from '../book/dimensions.js';
import type { ChartDefinition } from './chart.js';
import { resolutions } from './periods.js';
import { selectors } from './selectors.js';

/** What a chart can be asked ("Charts & Metrics", `ChartOptions`). */
export function chartOptions(chart: ChartDefinition, book: Book) {
  return {
    object: 'chart_options',
    resolutions: resolutions.map((name, id) => ({ id: String(id), display_name: name })),
    segments: chart.dimensions.map((name) => ({ object: 'chart_segment', ...describe(name) })),
    filters: dimensionNames.map((name) => ({
      object: 'chart_filter',
      ...describe(name),
      options: filterOptions(name, book),
    })),
    user_selectors: Object.fromEntries(
      chart.selectors.map((name) => {
        const { displayName, default: preset, options } = selectors[name];
        return [name, { display_name: displayName, default: preset, options: options.map(option) }];
      }),
    ),
  };
}

function describe(name: DimensionName) {
  const { displayName, group } = dimensions[name];
  return { id: name, display_name: displayName, group_display_name: group };
}

/** Products and apps are offered before anybody bought; other values once they occur. */
function filterOptions(name: DimensionName, { catalogue, facts }: Book) {
  if (name === 'product_id') {
    return catalogue.products.map(({ id, storeIdentifier }) => ({ id, display_name: storeIdentifier }));
  }
  if (name === 'app_id') return catalogue.apps.map((app) => ({ id: app.id, display_name: app.name }));
  return valuesOf(facts, name).map(option);
}

function option({ id, displayName }: { id: string; displayName: string }) {
  return { id, display_name: displayName };
}
