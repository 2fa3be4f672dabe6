import { memo } from 'react';
import {
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';

import { formatShortDay, formatShortMonth } from '../../../format/days.js';
import { formatValue, type Unit } from '../../../format/value.js';
import type { ChartView } from '../chart-view.js';
import type { ChartModel, ChartRow } from './chart-model.js';
import { ChartTooltip } from './ChartTooltip.js';
import { colourOf } from './colours.js';
import { Dots } from './Dots.js';
import { BarShape, HatchPatterns } from './shapes.js';

interface SeriesChartProps {
  readonly model: ChartModel;
  readonly unit: Unit;
  readonly currency: string;
  readonly view: ChartView;
}

const TICK = { fill: 'var(--muted)', fontSize: 12 } as const;
const STILL = { isAnimationActive: false } as const;

/** Lines for levels and rates, bars for flows; straight, from zero, without motion. Loaded only when it is needed. */
export default memo(function SeriesChart({ model, unit, currency, view }: SeriesChartProps) {
  const { wording, resolution } = view;
  const tick = resolution === 'day' ? formatShortDay : formatShortMonth;
  const marked = model.rows.some(({ ended }) => ended.length > 0);
  const axis = (value: number) => formatValue(value, unit, currency, 'axis');
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart data={model.rows} margin={{ top: marked ? 24 : 8, right: 8, bottom: 0, left: 0 }}>
        <HatchPatterns series={model.series} />
        <CartesianGrid vertical={false} stroke="var(--divider)" />
        <XAxis
          dataKey="date"
          tickFormatter={tick}
          tick={TICK}
          tickLine={false}
          axisLine={{ stroke: 'var(--edge)' }}
          minTickGap={32}
          interval="equidistantPreserveStart"
        />
        <YAxis
          tickFormatter={axis}
          tick={TICK}
          tickLine={false}
          axisLine={false}
          width={56}
          tickCount={5}
          domain={[(lowest: number) => Math.min(0, lowest), 'auto']}
        />
        <ReferenceLine y={0} stroke="var(--edge)" />
        {ends(model)}
        <Tooltip
          {...STILL}
          cursor={{ stroke: 'var(--edge)', fill: 'var(--neutral-tint)', fillOpacity: 0.6 }}
          content={<ChartTooltip model={model} unit={unit} currency={currency} view={view} />}
        />
        {wording.shape === 'flow' ? bars(model) : lines(model)}
        <Line
          {...STILL}
          dataKey="previous"
          stroke="var(--series-other)"
          strokeWidth={1}
          dot={false}
          activeDot={false}
        />
        {wording.shape !== 'flow' && <Dots model={model} />}
      </ComposedChart>
    </ResponsiveContainer>
  );
});

/** A tick for each account that was disconnected; its name stands above, on the side where there is room. */
const ends = ({ rows }: ChartModel) =>
  rows.map(
    ({ date, ended }, index) =>
      ended.length > 0 && (
        <ReferenceLine
          key={date}
          x={date}
          stroke="var(--muted)"
          label={{
            ...TICK,
            value: `${ended.join(', ')} disconnected`,
            dy: -22,
            position: index < rows.length / 2 ? 'insideTopLeft' : 'insideTopRight',
          }}
        />
      ),
  );

const bars = ({ series }: ChartModel) =>
  series.map(({ id, colour }, index) => (
    <Bar
      key={id}
      {...STILL}
      stackId="flow"
      dataKey={(row: ChartRow) => row.values[index] ?? row.open[index] ?? null}
      fill={colourOf(colour)}
      maxBarSize={48}
      shape={<BarShape colour={colour} ringed={series.length === 1} />}
    />
  ));

const lines = ({ series }: ChartModel) =>
  series.flatMap(({ id, colour }, index) => {
    const line = { ...STILL, stroke: colourOf(colour), strokeWidth: 2, type: 'linear' } as const;
    return [
      <Line
        key={id}
        {...line}
        dataKey={(row: ChartRow) => row.values[index] ?? null}
        dot={false}
        activeDot={{ r: 4, stroke: 'var(--surface)', fill: colourOf(colour) }}
      />,
      <Line
        key={`${id} open`}
        {...line}
        dataKey={(row: ChartRow) => row.open[index] ?? null}
        strokeDasharray="4 4"
        dot={false}
        activeDot={false}
      />,
    ];
  });
