import type { Book } from '../book/book.js';
import { storeLabels, type StoreName } from '../book/catalogue.js';
import { lengths } from '../book/lengths.js';
import type { ChartDefinition } from './chart.js';
import { type DimensionName, dimensions, type DimensionValue, storeValue } from './facts/dimensions.js';
import { valuesOf } from './facts/parts.js';
import { factsOf } from './facts/sort-out.js';
import { resolutions } from './periods.js';
import { selectors } from './selectors.js';

/** What a chart can be asked ("Charts & Metrics", `ChartOptions`), in the shape that was recorded. */
export function chartOptions(chart: ChartDefinition, book: Book) {
  return {
    object: 'chart_options',
    resolutions: resolutions.map((name, id) => ({ id: String(id), display_name: name })),
    segments: chart.segments.map((name) => ({ object: 'chart_segment_option', ...describe(name) })),
    filters: chart.filters.map((name) => ({
      object: 'chart_filter_option',
      ...describe(name),
      options: filterValues(name, book).map(option),
    })),
    user_selectors: Object.fromEntries(
      chart.selectors.map((name) => {
        const { displayName, default: preset, options } = selectors[name];
        const look = { effect: 'backend', icon: name === 'revenue_type' ? 'dollar' : 'clock' };
        return [name, { display_name: displayName, default: preset, ...look, options: options.map(option) }];
      }),
    ),
  };
}

function describe(name: DimensionName) {
  return { id: name, display_name: dimensions[name].displayName, group_display_name: 'default' };
}

/** What RevenueCat knows beforehand is offered before anybody bought; countries once they occur. */
function filterValues(name: DimensionName, { catalogue, events }: Book): DimensionValue[] {
  switch (name) {
    case 'product_id':
      return catalogue.products.map(({ id, storeIdentifier }) => ({ id, displayName: storeIdentifier }));
    case 'app_id':
    case 'first_app_id':
      return catalogue.apps.map((app) => ({ id: app.id, displayName: app.name }));
    case 'store':
      return (Object.keys(storeLabels) as StoreName[]).map(storeValue);
    case 'product_duration':
      return [
        ...Object.entries(lengths).map(([id, { displayName }]) => ({ id, displayName })),
        { id: 'P200Y', displayName: 'Lifetime' },
      ];
    case 'country':
      return valuesOf(factsOf(events), name);
  }
}

function option({ id, displayName }: DimensionValue) {
  return { id, display_name: displayName };
}
