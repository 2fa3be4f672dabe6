import { ArrowDown, ArrowUp } from 'lucide-react';

import type { Delta } from '../../../format/delta.js';
import styles from './Tiles.module.css';

interface ChangeProps {
  readonly delta: Delta;
  /** False: shown in grey, because what it compares is partial or old. */
  readonly judged: boolean;
  readonly from: string;
  readonly to: string;
}

/** Arrow and sign say up or down, colour says better or worse; neither says both. */
export function Change({ delta, judged, from, to }: ChangeProps) {
  switch (delta.kind) {
    case 'none':
      return 'no comparison yet';
    case 'new':
      return 'new';
    case 'values':
      return `${from} → ${to}`;
    case 'percent':
    case 'points':
    case 'times': {
      const Arrow = { up: ArrowUp, down: ArrowDown, same: null }[delta.direction];
      return (
        <span className={styles.delta} data-verdict={judged ? delta.verdict : 'neutral'}>
          {Arrow && <Arrow size={13} strokeWidth={2.5} aria-hidden="true" />}
          {delta.text}
        </span>
      );
    }
  }
}
