import type { Amount, Series } from '../../../api/types.js';
import { formatDay, formatMonth } from '../../../format/days.js';
import { deltaInWords, deltaOf } from '../../../format/delta.js';
import { formatValue } from '../../../format/value.js';
import type { ChartView } from '../chart-view.js';
import type { ChartModel, ChartRow } from './chart-model.js';

/**
 * What the chart shows, in a sentence: metric, range, newest complete value, how it changed.
 * @param name of what is drawn: the metric, and the product if it is of one
 */
export function chartCaption(
  name: string,
  model: ChartModel,
  answer: Series,
  view: ChartView,
  currency: string,
): string {
  const day = view.resolution === 'day' ? formatDay : formatMonth;
  const range = `${name} by ${view.resolution}, ${day(view.from)} to ${day(view.to)}.`;
  const { lastComplete } = model;
  if (lastComplete === null) return `${range} No complete value yet.`;
  const value = formatValue(lastComplete.total, answer.unit, currency);
  const change = changeInWords(model, view, day);
  return `${range} Last complete: ${value} (${day(lastComplete.date)})${change === null ? '' : `, ${change}`}.`;
}

/**
 * Of complete periods only. A level or rate is compared with the period before, if that is drawn, else with the beginning
 * of the range. A flow changes by its sum: one day of it against another says nothing.
 */
function changeInWords({ rows }: ChartModel, view: ChartView, day: (date: string) => string): string | null {
  const { unit, moreIs, shape } = view.wording;
  const whole = rows.filter(({ complete, total }) => complete && total !== null);
  const compared = whole.filter(({ previousAmount }) => previousAmount !== null);
  const [first, last, lastCompared] = [whole[0], whole.at(-1), compared.at(-1)];
  const say = (now: Amount | null, before: Amount | null, than: string): string | null => {
    const delta = deltaOf(now, before, unit, moreIs);
    return 'text' in delta ? deltaInWords(delta, than) : null;
  };
  if (shape === 'flow') {
    if (compared.length === 0) return null;
    const change = say(sum(compared, 'total'), sum(compared, 'previousAmount'), 'the period before');
    return change && `sum ${change}`;
  }
  if (lastCompared !== undefined && lastCompared === last) {
    return say(last.total, last.previousAmount, 'the period before');
  }
  return first === last || first === undefined || last === undefined
    ? null
    : say(last.total, first.total, day(first.date));
}

const sum = (rows: readonly ChartRow[], which: 'total' | 'previousAmount'): number =>
  rows.reduce((total, row) => total + Number(row[which]), 0);
