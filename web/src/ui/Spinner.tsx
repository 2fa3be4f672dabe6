import styles from './Spinner.module.css';

/** A turning ring; the words beside it say what is going on. Stands still where motion is not wanted. */
export function Spinner({ size = 14 }: { readonly size?: number }) {
  return (
    <svg className={styles.ring} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="6.5" className={styles.track} />
      <path d="M8 1.5a6.5 6.5 0 0 1 6.5 6.5" className={styles.arc} />
    </svg>
  );
}

/** A ring filled as far as the work has come. */
export function ProgressRing({ done, total }: { readonly done: number; readonly total: number }) {
  const share = total === 0 ? 0 : Math.min(1, done / total);
  return (
    <svg width={14} height={14} viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="6.5" className={styles.track} />
      <circle
        cx="8"
        cy="8"
        r="6.5"
        className={styles.arc}
        pathLength={100}
        strokeDasharray={`${share * 100} 100`}
        transform="rotate(-90 8 8)"
      />
    </svg>
  );
}
