import { useQuery } from '@tanstack/react-query';

import { refusalsQuery } from '../../../api/layer.js';
import { plural } from '../../../format/counts.js';
import { groupBy } from '../../../format/grouping.js';
import { useProject } from '../../../shell/project-context.js';
import { LoadError } from '../../../ui/LoadError.js';
import { When } from '../../../ui/Sentence.js';
import { Skeleton } from '../../../ui/Skeleton.js';
import { refusalWords } from '../../../wording/refusals.js';
import styles from './layer.module.css';

/** Deliveries that were not accepted in the last 24 hours, by reason. */
export function Refusals() {
  const { project } = useProject();
  const { data, error, isPending, refetch } = useQuery(refusalsQuery(project.id));
  if (isPending) return <Skeleton height={48} />;
  if (data === undefined) return <LoadError what="Refusals" error={error} retry={() => void refetch()} />;
  const reasons = groupBy(data.items, ({ reason }) => reason);
  if (reasons.size === 0)
    return <p className={styles.muted}>No delivery was refused in the last 24 hours.</p>;
  return (
    <>
      {data.notBefore !== null && (
        <p className={styles.muted}>
          Only those since <When at={data.notBefore} />: there were too many to add up.
        </p>
      )}
      <ul className={styles.rows}>
        {[...reasons].map(([reason, minutes]) => (
          <li key={reason}>
            {plural(
              minutes.reduce((sum, { count }) => sum + count, 0),
              'delivery',
              'deliveries',
            )}{' '}
            {refusalWords(reason)}
          </li>
        ))}
      </ul>
    </>
  );
}
