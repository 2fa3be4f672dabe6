import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useId, useState } from 'react';

import { cancelConnection, chooseProject, connectionQuery } from '../../../api/connections.js';
import { layerQuery } from '../../../api/layer.js';
import type { Account, ConnectableProject, Connection } from '../../../api/types.js';
import { useProject } from '../../../shell/project-context.js';
import { ActError } from '../../../ui/ActError.js';
import { Button } from '../../../ui/Button.js';
import { Card } from '../../../ui/Card.js';
import { useAct } from '../use-act.js';
import styles from './attempt.module.css';
import { ShowAccount } from './ShowAccount.js';

interface ProjectChoiceProps {
  readonly connection: Connection;
  readonly dismiss: () => void;
}

/** Which of the approved RevenueCat projects; exactly one, since two accounts never share an approval. */
export function ProjectChoice({ connection, dismiss }: ProjectChoiceProps) {
  const { project } = useProject();
  const client = useQueryClient();
  const headingId = useId();
  const projects = connection.revenuecat_projects ?? [];
  const { queryKey } = connectionQuery(project.id, connection.id);
  const free = projects.filter(({ connected }) => !connected);
  const [chosenId, setChosenId] = useState(free.length === 1 ? free[0]?.id : undefined);
  const chosen = free.find(({ id }) => id === chosenId);
  const bind = useAct((projectId, revenueCatProjectId: string) =>
    chooseProject(projectId, connection.id, revenueCatProjectId),
  );
  const cancel = useAct((projectId) => cancelConnection(projectId, connection.id));
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (chosen === undefined) return;
    bind.mutate(chosen.id, {
      onSettled: () => void client.invalidateQueries({ queryKey }),
    });
  };
  return (
    <Card labelledBy={headingId}>
      <form onSubmit={submit} className={styles.choice}>
        <h2 id={headingId}>Which RevenueCat project?</h2>
        <p className={styles.note}>
          {free.length === 0
            ? 'All RevenueCat projects of this sign-in are already connected.'
            : 'One approval connects one; connect again for the next.'}
        </p>
        <Projects projects={projects} chosenId={chosenId} choose={setChosenId} />
        <ActError error={bind.error ?? cancel.error} />
        <div className={styles.acts}>
          <Button busy={cancel.isPending} onClick={() => cancel.mutate(undefined, { onSuccess: dismiss })}>
            Cancel
          </Button>
          {free.length > 0 && (
            <Button
              type="submit"
              variant="primary"
              busy={bind.isPending}
              disabledReason={chosen === undefined ? 'Choose a RevenueCat project first.' : null}
            >
              {chosen === undefined ? 'Connect' : `Connect ${chosen.name}`}
            </Button>
          )}
        </div>
      </form>
    </Card>
  );
}

interface ProjectsProps {
  readonly projects: readonly ConnectableProject[];
  readonly chosenId: string | undefined;
  readonly choose: (id: string) => void;
}

function Projects({ projects, chosenId, choose }: ProjectsProps) {
  const { project } = useProject();
  const { data: layer } = useQuery(layerQuery(project.id));
  const accountOf = (id: string) =>
    layer?.accounts.find(
      ({ revenuecat_project, status }) => revenuecat_project.id === id && status !== 'disconnected',
    );
  return (
    <ul className={styles.projects}>
      {projects.map(({ id, name, connected }) => (
        <li key={id} className={styles.item}>
          <label className={styles.project} data-connected={connected || undefined}>
            <input
              type="radio"
              name="revenuecat-project"
              className={styles.radio}
              checked={id === chosenId}
              disabled={connected}
              onChange={() => choose(id)}
            />
            <span className={styles.name}>{name}</span>
            <code>{id}</code>
            {connected && <span>{accountWords(accountOf(id))}</span>}
          </label>
          {connected && <ShowConnected account={accountOf(id)} />}
        </li>
      ))}
    </ul>
  );
}

const accountWords = (account: Account | undefined): string =>
  account?.status === 'disconnecting' ? 'still being disconnected' : 'already connected';

const ShowConnected = ({ account }: { readonly account: Account | undefined }) =>
  account && <ShowAccount accountId={account.id} name={account.revenuecat_project.name} />;
