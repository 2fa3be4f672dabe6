import { addressOf } from '../../web/src/api/address.js';
import { request } from '../../web/src/api/client.js';

/**
 * Compiled, never run. Each expectation is a request that no route takes: if the types let one pass, they check nothing,
 * and the build fails here.
 */
export async function refused(projectId: string): Promise<void> {
  // @ts-expect-error there is no such route
  await request('GET /api/nowhere');
  // @ts-expect-error the route has another method
  await request('POST /api/projects/{projectId}/accounts', { params: { projectId } });
  // @ts-expect-error a part of the path is missing
  await request('GET /api/projects/{projectId}/accounts', { query: { limit: 5 } });
  // @ts-expect-error that part of the path has another name
  addressOf('GET /api/projects/{projectId}/accounts', { params: { project: projectId } });
  // @ts-expect-error there is no such query parameter
  await request('GET /api/projects/{projectId}/accounts', { params: { projectId }, query: { page: 'x' } });
  // @ts-expect-error the query parameter takes a number
  await request('GET /api/projects/{projectId}/accounts', { params: { projectId }, query: { limit: 'all' } });
  // @ts-expect-error the query parameter takes one of a few words
  await request('GET /api/accounts', { query: { health: 'fine' } });
  // @ts-expect-error the metric is required
  await request('GET /api/projects/{projectId}/revenue/series', { params: { projectId } });
  // @ts-expect-error the route takes no query
  await request('GET /api/session', { query: { limit: 5 } });
  // @ts-expect-error the body is missing
  await request('POST /api/projects');
  // @ts-expect-error the body has no such field
  await request('POST /api/projects', { body: { name: 'Acme', colour: 'blue' } });
  // @ts-expect-error the body has one field or the other
  await request('POST /api/session', { body: {} });
  // @ts-expect-error the answer has no such field
  (await request('GET /api/session')).api_key;
  // @ts-expect-error an empty answer has no field at all
  (await request('DELETE /api/session')).project_id;
}
