import type { TileMetric } from '../../../api/types.js';
import { classes } from '../../../ui/classes.js';
import type { TileGroup } from '../../../wording/metrics.js';
import styles from './Tiles.module.css';

/** On phones over the whole width: the two that matter most, and those left over by them. */
const WIDE: readonly TileMetric[] = ['mrr', 'active_trials', 'revenue_30d', 'new_subscribers_30d'];

/** Where a tile stands in its group, be it there or awaited. */
export const tilePlace = (metric: TileMetric): string =>
  classes(styles.tile, WIDE.includes(metric) && styles.wide, metric === 'revenue_30d' && styles.first);

/** What is folded on phones. */
export const isFolded = (group: TileGroup): boolean => group === 'monthly' || group === 'value';
