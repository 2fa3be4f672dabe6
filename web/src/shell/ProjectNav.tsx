import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';

import { projectQuery } from '../api/projects.js';
import styles from './Header.module.css';

/** The project and its two pages. */
export function ProjectNav({ projectId }: { readonly projectId: string }) {
  const { data: project, isError } = useQuery(projectQuery(projectId));
  if (isError) return null;
  return (
    <>
      <span className={styles.project}>{project?.name}</span>
      <nav aria-label="Project" className={styles.nav}>
        <Link to="/projects/$projectId/revenue" params={{ projectId }} className={styles.link}>
          Dashboard
        </Link>
        <Link to="/projects/$projectId/settings" params={{ projectId }} className={styles.link}>
          Settings
        </Link>
      </nav>
    </>
  );
}
