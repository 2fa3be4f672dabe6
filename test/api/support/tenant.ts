import assert from 'node:assert/strict';

import type { ApiUnderTest } from './api-under-test.js';

export interface Tenant {
  readonly id: string;
  readonly readKey: string;
  readonly writeKey: string;
  /** Path under this project. */
  at(path: string): string;
}

/** A project with a key of each kind. */
export async function makeTenant(api: ApiUnderTest, name: string): Promise<Tenant> {
  const project = await api.call('POST', '/api/projects', { key: api.adminKey, body: { name } });
  assert.equal(project.status, 201, project.text);
  const id: string = project.body.id;
  const keyOf = async (access: string): Promise<string> => {
    const made = await api.call('POST', `/api/projects/${id}/api-keys`, {
      key: api.adminKey,
      body: { name: `${access} of ${name}`, access },
    });
    assert.equal(made.status, 201, made.text);
    return made.body.key;
  };
  return {
    id,
    readKey: await keyOf('read'),
    writeKey: await keyOf('write'),
    at: (path) => `/api/projects/${id}${path}`,
  };
}
