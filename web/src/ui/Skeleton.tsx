import { Hidden } from './Hidden.js';
import styles from './Skeleton.module.css';

interface SkeletonProps {
  /** Final height in pixels, so that nothing moves when the real thing comes. */
  readonly height: number;
  readonly count?: number;
}

/** Where something will stand; drawn only after 300 ms, since a flash of grey is worse than nothing. */
export function Skeleton({ height, count = 1 }: SkeletonProps) {
  return (
    <>
      {Array.from({ length: count }, (_, index) => (
        <div key={index} className={styles.block} style={{ height }} aria-hidden="true" />
      ))}
    </>
  );
}

/** Says it to those who do not see the grey blocks. */
export function LoadingWords({ what }: { readonly what: string }) {
  return (
    <p role="status">
      <Hidden>Loading {what}…</Hidden>
    </p>
  );
}
