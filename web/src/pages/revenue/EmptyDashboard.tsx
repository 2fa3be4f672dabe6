import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';

import { useProject } from '../../shell/project-context.js';
import { Button } from '../../ui/Button.js';
import buttons from '../../ui/Button.module.css';
import { classes } from '../../ui/classes.js';
import styles from './RevenuePage.module.css';
import { TileSkeletons } from './tiles/TileSkeletons.js';

const SampleDashboard = lazy(() => import('./sample/SampleDashboard.js'));

/** What is missing, and the way to it; on request what it would look like. */
export function EmptyDashboard({ installed }: { readonly installed: boolean }) {
  const { project } = useProject();
  const [sample, setSample] = useState(false);
  return (
    <>
      <div className={styles.empty}>
        <p>
          {installed
            ? 'No RevenueCat project connected yet. Numbers appear here after the first sync.'
            : 'Revenue is not installed on this project. Install it in the settings, then connect RevenueCat.'}
        </p>
        <div className={styles.acts}>
          <Link
            to="/projects/$projectId/settings"
            params={{ projectId: project.id }}
            className={classes(buttons.button, buttons.primary)}
          >
            {installed ? 'Connect RevenueCat' : 'Install Revenue'}
          </Link>
          {!sample && <Button onClick={() => setSample(true)}>Show sample data</Button>}
        </div>
      </div>
      {sample && (
        <Suspense fallback={<TileSkeletons />}>
          <SampleDashboard onHide={() => setSample(false)} />
        </Suspense>
      )}
    </>
  );
}
