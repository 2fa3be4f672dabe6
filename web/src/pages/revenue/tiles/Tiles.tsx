import { useQuery } from '@tanstack/react-query';

import { summaryQuery } from '../../../api/revenue.js';
import type { CountedLayer, Summary, Tile as TileData } from '../../../api/types.js';
import { utcDayOf } from '../../../format/days.js';
import { formatValue } from '../../../format/value.js';
import { useProject } from '../../../shell/project-context.js';
import { Disclosure } from '../../../ui/Disclosure.js';
import { LoadError } from '../../../ui/LoadError.js';
import { useNow } from '../../../ui/use-now.js';
import { usePhone } from '../../../ui/use-phone.js';
import { GROUP_WORDS, METRICS, type MetricWording, type TileGroup } from '../../../wording/metrics.js';
import { useRevenueSearch } from '../use-revenue-search.js';
import { periodOf, sharedPeriod } from './compared-days.js';
import { Tile } from './Tile.js';
import { isFolded } from './tile-place.js';
import styles from './Tiles.module.css';
import { TileSkeletons } from './TileSkeletons.js';

const GROUPS: readonly TileGroup[] = ['now', 'days', 'monthly', 'value'];

/** The fourteen numbers in four groups; each picks the metric of the chart beneath. */
export function Tiles({ layer }: { readonly layer: CountedLayer }) {
  const { project } = useProject();
  const { search } = useRevenueSearch();
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery(
    summaryQuery(project.id, search.accounts ?? ''),
  );
  if (isPending) return <TileSkeletons />;
  if (data === undefined) return <LoadError what="The numbers" error={error} retry={() => void refetch()} />;
  return (
    // Old numbers stay until the new ones are in.
    <div className={styles.groups} data-dimmed={isPlaceholderData || undefined} aria-busy={isPlaceholderData}>
      {GROUPS.map((group) => (
        <Group key={group} group={group} summary={data} layer={layer} />
      ))}
    </div>
  );
}

interface GroupProps {
  readonly group: TileGroup;
  readonly summary: Summary;
  readonly layer: CountedLayer;
}

function Group({ group, summary, layer }: GroupProps) {
  const tiles = METRICS.filter((wording) => wording.group === group).flatMap((wording) => {
    const tile = summary.tiles.find(({ metric }) => metric === wording.metric);
    return tile === undefined ? [] : [{ wording, tile }];
  });
  const headingId = `tiles-${group}`;
  const phone = usePhone();
  const today = utcDayOf(useNow());
  const shared = sharedPeriod(
    group,
    tiles.map(({ tile }) => tile),
    today,
  );
  const grid = () => (
    <div className={styles.tiles}>
      {tiles.map(({ wording, tile }) => (
        <Tile
          key={wording.metric}
          {...{ wording, tile, summary, layer }}
          period={shared === null ? periodOf(group, tile, today) : ''}
        />
      ))}
    </div>
  );
  if (phone && isFolded(group)) {
    return (
      <section className={styles.group} data-group={group}>
        <Disclosure summary={foldedHeading(group, tiles[0])}>{grid}</Disclosure>
      </section>
    );
  }
  return (
    <section className={styles.group} data-group={group} aria-labelledby={headingId}>
      <div className={styles.head}>
        <h2 id={headingId} className={styles.heading}>
          {GROUP_WORDS[group]}
        </h2>
        <span className={styles.compared}>{shared}</span>
      </div>
      {grid()}
    </section>
  );
}

/** What is folded on a phone still says its first number. */
function foldedHeading(
  group: TileGroup,
  first: { wording: MetricWording; tile: TileData } | undefined,
): string {
  if (first === undefined) return GROUP_WORDS[group];
  const { wording, tile } = first;
  const value = formatValue(tile.value, tile.unit, tile.currency ?? '', 'tile');
  return `${GROUP_WORDS[group]} · ${wording.label} ${value}`;
}
