import styles from './Consequences.module.css';

interface ConsequencesProps {
  readonly deleted: readonly string[];
  readonly stops: readonly string[];
  readonly kept: readonly string[];
}

/** What a destructive act deletes, stops and keeps. */
export function Consequences({ deleted, stops, kept }: ConsequencesProps) {
  return (
    <dl className={styles.list}>
      <Row name="Deleted" items={deleted} />
      <Row name="Stops" items={stops} />
      <Row name="Kept" items={kept} />
    </dl>
  );
}

function Row({ name, items }: { readonly name: string; readonly items: readonly string[] }) {
  return (
    <div className={styles.row}>
      <dt>{name}</dt>
      {items.map((item) => (
        <dd key={item}>{item}</dd>
      ))}
    </div>
  );
}
