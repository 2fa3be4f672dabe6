import { ago, oldness, until } from '../format/age.js';
import { exactLocal, exactUtc } from '../format/moment.js';
import styles from './Moment.module.css';
import { Tooltip } from './Tooltip.js';
import { useNow } from './use-now.js';

const WORDS = { ago, old: oldness, until } as const;

interface MomentProps {
  /** ISO 8601. */
  readonly at: string;
  /** `12 min ago`, `12 min old`, `in 41 min`. */
  readonly as?: keyof typeof WORDS;
}

/** A moment as people speak of it; the exact local and UTC times on hover and focus. */
export function Moment({ at, as = 'ago' }: MomentProps) {
  const now = useNow();
  const date = new Date(at);
  return (
    <Tooltip text={<Exact at={date} />}>
      <time dateTime={at} tabIndex={0} className={styles.moment}>
        {WORDS[as](date.getTime(), now)}
      </time>
    </Tooltip>
  );
}

/** A part of its own, so that times are written out only for the tooltip that is open: a page holds hundreds. */
function Exact({ at }: { readonly at: Date }) {
  const [local, utc] = [exactLocal(at), exactUtc(at)];
  return (
    <>
      {local}
      {local !== utc && (
        <>
          <br />
          {utc}
        </>
      )}
    </>
  );
}
