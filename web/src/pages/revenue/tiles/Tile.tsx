import type { CountedLayer, Summary, Tile as TileData } from '../../../api/types.js';
import { deltaInWords, deltaOf } from '../../../format/delta.js';
import { formatValue } from '../../../format/value.js';
import { Hidden } from '../../../ui/Hidden.js';
import { isRunning, type MetricWording } from '../../../wording/metrics.js';
import { DEFAULT_METRIC } from '../search.js';
import { useRevenueSearch } from '../use-revenue-search.js';
import { behindIn } from './behind.js';
import { Change } from './Change.js';
import { comparedWith } from './compared-days.js';
import { Sparkline } from './Sparkline.js';
import { tilePlace } from './tile-place.js';
import { TileDetails } from './TileDetails.js';
import styles from './Tiles.module.css';
import { whyEmpty } from './why-empty.js';

interface TileProps {
  readonly wording: MetricWording;
  readonly tile: TileData;
  readonly summary: Summary;
  readonly layer: CountedLayer;
  /** Its own days; empty where the heading of its group says them for all. */
  readonly period: string;
}

/** One number: what, how much, how it changed; pressing it draws it. */
export function Tile({ wording, tile, summary, layer, period }: TileProps) {
  const { search, change } = useRevenueSearch();
  const currency = tile.currency ?? summary.currency;
  const value = formatValue(tile.value, tile.unit, currency, 'tile');
  const compared = isRunning(wording) ? (tile.value_complete_days ?? null) : tile.value;
  const delta = deltaOf(compared, tile.previous?.value ?? null, tile.unit, wording.moreIs);
  const before = tile.previous === null ? '' : comparedWith(wording.group, tile.previous.as_of);
  // A comparison with something missing or old is shown, but not judged.
  const judged = !tile.partial && tile.stale.length === 0;
  const pressed = (search.metric ?? DEFAULT_METRIC) === wording.metric;
  const missing = tile.value === null ? whyEmpty(tile, summary) : null;
  return (
    <div className={tilePlace(wording.metric)} data-metric={wording.metric}>
      <button
        type="button"
        className={styles.button}
        aria-pressed={pressed}
        onClick={() => change({ metric: wording.metric, product: undefined })}
      >
        <span className={styles.label}>{wording.label}</span>
        <span className={styles.value} data-value="">
          {value}
        </span>
        <span className={styles.change}>
          {missing ?? (
            <Change
              delta={delta}
              judged={judged}
              from={formatValue(tile.previous?.value ?? null, tile.unit, currency, 'tile')}
              to={formatValue(compared, tile.unit, currency, 'tile')}
            />
          )}
          {tile.partial && missing === null && <span className={styles.partial}>partial</span>}
          {missing === null && behindIn(tile, summary).length > 0 && (
            <span className={styles.partial}>old</span>
          )}
          {period !== '' && <span>{period}</span>}
          {/* Arrow and colour, for those who see neither. */}
          {missing === null && <Hidden>{deltaInWords(delta, before)}</Hidden>}
        </span>
        <Sparkline wording={wording} />
      </button>
      <TileDetails wording={wording} tile={tile} summary={summary} layer={layer} />
    </div>
  );
}
