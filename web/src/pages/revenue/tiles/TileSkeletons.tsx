import { classes } from '../../../ui/classes.js';
import { Skeleton } from '../../../ui/Skeleton.js';
import skeleton from '../../../ui/Skeleton.module.css';
import { usePhone } from '../../../ui/use-phone.js';
import { METRICS, type MetricWording } from '../../../wording/metrics.js';
import { isFolded, tilePlace } from './tile-place.js';
import styles from './Tiles.module.css';

const GROUPS = ['now', 'days', 'monthly', 'value'] as const;

/** Where the tiles will stand, in their final places and sizes. */
export function TileSkeletons() {
  const phone = usePhone();
  return (
    <div className={styles.groups} aria-hidden="true">
      {GROUPS.map((group) => (
        <div key={group} className={styles.group} data-group={group}>
          {phone && isFolded(group) ? (
            <Skeleton className={styles.folded} />
          ) : (
            <>
              <div className={styles.head} />
              <div className={styles.tiles}>
                {METRICS.filter((metric) => metric.group === group).map((wording) => (
                  <Waiting key={wording.metric} wording={wording} />
                ))}
              </div>
            </>
          )}
        </div>
      ))}
    </div>
  );
}

/** As high as its label and one line each for value and change. */
function Waiting({ wording }: { readonly wording: MetricWording }) {
  return (
    <div className={tilePlace(wording.metric)}>
      <div className={classes(styles.button, styles.waiting, skeleton.block)}>
        <span className={styles.label}>{wording.label}</span>
        <span className={styles.value}>0</span>
        <span className={styles.change}>0</span>
        <span className={styles.spark} />
      </div>
    </div>
  );
}
