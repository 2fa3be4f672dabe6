import { classes } from './classes.js';
import hidden from './Hidden.module.css';
import styles from './Skeleton.module.css';

interface SkeletonProps {
  /** Final height in pixels, so that nothing moves when the real thing comes. */
  readonly height?: number;
  /** Gives the final height where that depends on the window. */
  readonly className?: string | undefined;
  readonly count?: number;
}

/** Where something will stand; drawn only after 300 ms, since a flash of grey is worse than nothing. */
export function Skeleton({ height, className, count = 1 }: SkeletonProps) {
  return (
    <>
      {Array.from({ length: count }, (_, index) => (
        <div
          key={index}
          className={classes(styles.block, className)}
          style={height === undefined ? undefined : { height }}
          aria-hidden="true"
        />
      ))}
    </>
  );
}

/** Says it to those who do not see the grey blocks; takes no room of its own. */
export function LoadingWords({ what }: { readonly what: string }) {
  return (
    <p role="status" className={hidden.hidden}>
      Loading {what}…
    </p>
  );
}
