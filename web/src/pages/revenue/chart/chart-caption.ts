import type { Series } from '../../../api/types.js';
import { formatDay, formatMonth } from '../../../format/days.js';
import { formatValue } from '../../../format/value.js';
import type { ChartView } from '../chart-view.js';
import type { ChartModel } from './chart-model.js';

/** What the chart shows, in a sentence: metric, range, newest complete value. */
export function chartCaption(model: ChartModel, answer: Series, view: ChartView, currency: string): string {
  const day = view.resolution === 'day' ? formatDay : formatMonth;
  const range = `${view.wording.name} by ${view.resolution}, ${day(view.from)} to ${day(view.to)}.`;
  const { lastComplete } = model;
  if (lastComplete === null) return `${range} No complete value yet.`;
  return `${range} Last complete: ${formatValue(lastComplete.total, answer.unit, currency)} (${day(lastComplete.date)}).`;
}
