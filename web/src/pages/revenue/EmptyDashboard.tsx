import { Link } from '@tanstack/react-router';

import { useProject } from '../../shell/project-context.js';
import buttons from '../../ui/Button.module.css';
import { classes } from '../../ui/classes.js';
import styles from './RevenuePage.module.css';

/** What is missing, and the way to it. */
export function EmptyDashboard({ installed }: { readonly installed: boolean }) {
  const { project } = useProject();
  return (
    <div className={styles.empty}>
      <p>
        {installed
          ? 'No RevenueCat project connected yet. Numbers appear here after the first sync.'
          : 'Revenue is not installed on this project. Install it in the settings, then connect RevenueCat.'}
      </p>
      <Link
        to="/projects/$projectId/settings"
        params={{ projectId: project.id }}
        className={classes(buttons.button, buttons.primary)}
      >
        {installed ? 'Connect RevenueCat' : 'Install Revenue'}
      </Link>
    </div>
  );
}
