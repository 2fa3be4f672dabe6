import type { AccountWithProject } from '../../api/types.js';
import { formatCount } from '../../format/counts.js';
import { MISSING } from '../../format/locale.js';
import { Moment } from '../../ui/Moment.js';
import { StatusChips } from '../../ui/StatusChips.js';
import tables from '../../ui/Table.module.css';
import { Age, plannedSync, WorkflowLink } from './facts.js';
import styles from './OperatorsPage.module.css';

interface OperatorsTableProps {
  readonly accounts: readonly AccountWithProject[];
  readonly openId: string | null;
  readonly open: (id: string) => void;
}

/** In the order of the API: unhealthy first, then by how long. */
export function OperatorsTable({ accounts, openId, open }: OperatorsTableProps) {
  return (
    <div className={styles.surface}>
      <table className={tables.table}>
        <caption>Accounts of all projects</caption>
        <thead>
          <tr>
            <th scope="col">Status</th>
            <th scope="col">Account</th>
            <th scope="col">Project</th>
            <th scope="col">Cause</th>
            <th scope="col" className={styles.wide}>
              Since
            </th>
            <th scope="col">Numbers</th>
            <th scope="col" className={styles.wide}>
              Next sync
            </th>
            <th scope="col" className={styles.wide}>
              Last event
            </th>
            <th scope="col" className={styles.wide}>
              Waiting
            </th>
            <th scope="col" className={styles.wide}>
              Workflow
            </th>
          </tr>
        </thead>
        <tbody>
          {accounts.map((account) => (
            <Row
              key={account.id}
              account={account}
              isOpen={account.id === openId}
              open={() => open(account.id)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly account: AccountWithProject;
  readonly isOpen: boolean;
  readonly open: () => void;
}

function Row({ account, isOpen, open }: RowProps) {
  const { health, webhook, project } = account;
  return (
    <tr className={styles.row} data-open={isOpen || undefined}>
      <td>
        <span className={styles.status}>
          <StatusChips account={account} />
        </span>
      </td>
      <th scope="row">
        <button type="button" className={styles.name} onClick={open}>
          {account.revenuecat_project.name}
        </button>
      </th>
      <td className={styles.project}>{project.name}</td>
      <td className={styles.cause}>{health.cause === null ? MISSING : <code>{health.cause}</code>}</td>
      <td className={styles.wide}>
        <Moment at={health.since} />
      </td>
      <td className={styles.age}>
        <Age at={account.last_published_at} as="old" />
      </td>
      <td className={styles.wide}>
        <Age at={plannedSync(account)} as="until" />
      </td>
      <td className={styles.wide}>
        <Age at={webhook.last_event_at} as="ago" />
      </td>
      <td className={styles.wide}>{formatCount(webhook.waiting)}</td>
      <td className={styles.wide}>
        <WorkflowLink account={account} />
      </td>
    </tr>
  );
}
