import { z } from 'zod';

import { newId } from '../../clients/ids.js';
import type { projects } from '../../prisma/generated/client.js';
import { pageFrom, pageOf, pageQuery, readCursor } from '../http/pagination.js';
import { projectParams } from '../http/params.js';
import { Problem } from '../http/problem.js';
import { defineRoute } from '../http/route.js';
import { named } from '../http/schema.js';
import { currency } from './currency.js';

export const projectSchema = named(
  'Project',
  z.object({ id: z.string(), name: z.string(), currency: z.string().meta({ description: 'ISO 4217.' }) }),
);

function view({ id, name, currency: code }: projects) {
  return { id, name, currency: code };
}

const createProject = defineRoute({
  method: 'post',
  path: '/api/projects',
  access: 'admin',
  summary: 'Create a project',
  body: z.object({ name: z.string().trim().min(1).max(200), currency: currency.default('USD') }),
  answers: { 201: { description: 'The project.', schema: projectSchema } },
  handler: async ({ body, deps }) => {
    const project = await deps.database.prisma.projects.create({ data: { id: newId('project'), ...body } });
    return { status: 201, body: view(project), headers: { Location: `/api/projects/${project.id}` } };
  },
});

const listProjects = defineRoute({
  method: 'get',
  path: '/api/projects',
  access: 'signed-in',
  summary: 'List projects: all for administrators, its own for a project key',
  query: z.object(pageQuery),
  answers: { 200: { description: 'Projects by age, oldest first.', schema: pageOf(projectSchema) } },
  problems: ['invalid-cursor'],
  handler: async ({ query, caller, deps }) => {
    const scope = { list: 'projects', projectId: caller.projectId, filter: {} };
    const after = readCursor(query.cursor, scope, z.string());
    const rows = await deps.database.prisma.projects.findMany({
      where: {
        ...(caller.access === 'admin' ? {} : { id: caller.projectId ?? '' }),
        ...(after === null ? {} : { AND: { id: { gt: after } } }),
      },
      orderBy: { id: 'asc' },
      take: query.limit + 1,
    });
    const page = pageFrom(rows, query.limit, scope, (last) => last.id);
    return { status: 200, body: { ...page, items: page.items.map(view) } };
  },
});

const getProject = defineRoute({
  method: 'get',
  path: '/api/projects/{projectId}',
  access: 'read',
  summary: 'Read a project',
  params: projectParams,
  answers: { 200: { description: 'The project.', schema: projectSchema } },
  handler: async ({ params, deps }) => {
    const project = await deps.database.prisma.projects.findUnique({ where: { id: params.projectId } });
    if (project === null) throw new Problem('not-found');
    return { status: 200, body: view(project) };
  },
});

export const projectRoutes = [createProject, listProjects, getProject] as const;
