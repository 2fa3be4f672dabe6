import { Skeleton } from '../../../ui/Skeleton.js';
import styles from './ChartCard.module.css';

/** Where chart and caption will stand. */
export const ChartSkeleton = () => (
  <div className={styles.figure}>
    <Skeleton className={styles.canvas} />
    <div className={styles.caption} />
  </div>
);
