import { useSuspenseQuery } from '@tanstack/react-query';
import { Outlet, useParams } from '@tanstack/react-router';

import { projectQuery } from '../api/projects.js';
import { sessionQuery } from '../api/session.js';
import { ProjectContext } from './project-context.js';

/** Gives the pages of one project what they share; a change of project starts them anew. */
export function ProjectScope() {
  const { projectId } = useParams({ from: '/signed-in/projects/$projectId' });
  const { data: project } = useSuspenseQuery(projectQuery(projectId));
  const { data: session } = useSuspenseQuery(sessionQuery);
  const readOnly = session.access === 'read' ? 'Your key can read but not change this project.' : null;
  return (
    <ProjectContext value={{ project, readOnly }}>
      <Outlet key={projectId} />
    </ProjectContext>
  );
}
