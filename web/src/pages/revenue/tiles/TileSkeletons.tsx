import { Skeleton } from '../../../ui/Skeleton.js';
import { METRICS } from '../../../wording/metrics.js';
import styles from './Tiles.module.css';

const GROUPS = ['now', 'days', 'monthly', 'value'] as const;
const TILE_HEIGHT = 128;

/** Where the tiles will stand, in their final sizes. */
export function TileSkeletons() {
  return (
    <div className={styles.groups}>
      {GROUPS.map((group) => (
        <div key={group} className={styles.group} data-group={group}>
          <div className={styles.head} />
          <div className={styles.tiles}>
            <Skeleton
              height={TILE_HEIGHT}
              count={METRICS.filter((metric) => metric.group === group).length}
            />
          </div>
        </div>
      ))}
    </div>
  );
}
