import type { BarShapeProps } from 'recharts';

import type { ChartRow, ChartSeries } from './chart-model.js';
import { colourOf } from './colours.js';

const hatchId = (colour: number): string => `hatch-${colour}`;

/** Hatching in each colour, for bars of periods that are not complete. */
export function HatchPatterns({ series }: { readonly series: readonly ChartSeries[] }) {
  return (
    <defs>
      {series.map(({ id, colour }) => (
        <pattern
          key={id}
          id={hatchId(colour)}
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width="2.5" height="6" fill={colourOf(colour)} />
        </pattern>
      ))}
    </defs>
  );
}

interface BarProps extends Partial<BarShapeProps> {
  readonly colour: number;
  /** The bar is the total, which may have been restated. */
  readonly ringed: boolean;
}

/** A bar, hatched and outlined while its period is not complete; one pixel of air between stacked ones. */
export function BarShape({ colour, ringed, ...props }: BarProps) {
  const { x = 0, y = 0, width = 0, height = 0 } = props;
  const row = props.payload as ChartRow | undefined;
  const fill = colourOf(colour);
  const [top, tall] = height < 0 ? [y + height, -height] : [y, height];
  if (tall === 0) return null;
  const box = { x, y: top, width, height: Math.max(tall - 1, 0.5) };
  return row?.complete === false ? (
    <rect {...box} fill={`url(#${hatchId(colour)})`} stroke={fill} strokeWidth={1} />
  ) : (
    <>
      <rect {...box} fill={fill} />
      {ringed && row?.restatedFrom && <Ring cx={x + width / 2} cy={top} colour={colour} />}
    </>
  );
}

/** A value that RevenueCat has changed since we first showed it. */
export function Ring({
  cx,
  cy,
  colour,
}: {
  readonly cx: number;
  readonly cy: number;
  readonly colour: number;
}) {
  return <circle cx={cx} cy={cy} r={3} fill="var(--surface)" stroke={colourOf(colour)} strokeWidth={1.5} />;
}
