import { createContext, use } from 'react';

import type { Project } from '../api/types.js';

interface ProjectFacts {
  readonly project: Project;
  /** Why this reader can change nothing; null for those who can. */
  readonly readOnly: string | null;
}

export const ProjectContext = createContext<ProjectFacts | null>(null);

/** The project of the page. */
export function useProject(): ProjectFacts {
  const facts = use(ProjectContext);
  if (facts === null) throw new Error('useProject belongs to the pages of a project.');
  return facts;
}
