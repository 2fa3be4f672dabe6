import { installLayer } from '../../api/layer/install.js';
import { newId } from '../../clients/ids.js';
import type { World } from './world.js';

/** Someone with a RevenueCat project that is, or may be, connected to one of our projects. */
export interface Business {
  readonly name: string;
  /** Ours. */
  readonly projectId: string;
  readonly developerId: string;
  readonly revenueCatProjectId: string;
  readonly apiKey: string;
}

/** How many of our projects they are spread over. */
const PROJECTS = 3;

export async function foundBusinesses(world: World, count: number): Promise<Business[]> {
  const projectIds = await Promise.all(Array.from({ length: PROJECTS }, () => addProject(world)));
  const founded: Business[] = [];
  for (let index = 0; index < count; index += 1) {
    const name = `Business ${index + 1}`;
    const { developerId, projectId, apiKey } = await world.revenuecat.addDeveloper(name);
    founded.push({
      name,
      projectId: projectIds[index % PROJECTS] ?? '',
      developerId,
      revenueCatProjectId: projectId,
      apiKey,
    });
  }
  return founded;
}

async function addProject(world: World): Promise<string> {
  const id = newId('project');
  await world.owner.prisma.projects.create({ data: { id, name: 'Chaos', currency: 'USD' } });
  await installLayer(world.api, id, {});
  return id;
}
