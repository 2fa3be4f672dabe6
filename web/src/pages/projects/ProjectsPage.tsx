import { useInfiniteQuery, useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';

import { projectsQuery } from '../../api/projects.js';
import { sessionQuery } from '../../api/session.js';
import { PageHeading } from '../../shell/PageHeading.js';
import { Button } from '../../ui/Button.js';
import { CopyButton } from '../../ui/CopyButton.js';
import { LoadError } from '../../ui/LoadError.js';
import { LoadingWords, Skeleton } from '../../ui/Skeleton.js';
import { CreateProject } from './CreateProject.js';
import styles from './ProjectsPage.module.css';

/** Every project the key can see; administrators can make new ones. */
export function ProjectsPage() {
  const { data: session } = useSuspenseQuery(sessionQuery);
  const [creating, setCreating] = useState(false);
  return (
    <div className={styles.page}>
      <PageHeading title="Projects">
        {session.access === 'admin' && (
          <Button variant="primary" icon={Plus} onClick={() => setCreating(true)}>
            Create project
          </Button>
        )}
      </PageHeading>
      <ProjectList />
      {creating && <CreateProject onClose={() => setCreating(false)} />}
    </div>
  );
}

function ProjectList() {
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(projectsQuery);
  if (isPending) {
    return (
      <>
        <LoadingWords what="projects" />
        <Skeleton height={56} count={3} />
      </>
    );
  }
  if (data === undefined) return <LoadError what="Projects" error={error} retry={() => void refetch()} />;
  const projects = data.pages.flatMap(({ items }) => items);
  if (projects.length === 0) return <p className={styles.empty}>No project yet. Create the first one.</p>;
  return (
    <>
      <ul className={styles.list}>
        {projects.map(({ id, name, currency }) => (
          <li key={id} className={styles.row}>
            <Link to="/projects/$projectId/revenue" params={{ projectId: id }} className={styles.name}>
              {name}
            </Link>
            <span className={styles.currency}>{currency}</span>
            <code className={styles.id}>{id}</code>
            <CopyButton what="project id" text={id} />
            <Link to="/projects/$projectId/settings" params={{ projectId: id }}>
              Settings
            </Link>
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          More projects
        </Button>
      )}
    </>
  );
}
