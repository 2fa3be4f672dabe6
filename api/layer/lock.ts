import type { Prisma, revenue_layers } from '../../prisma/generated/client.js';
import { Problem } from '../http/problem.js';

/**
 * The layer of a project, with the project locked until the end of the transaction: install, rotate and remove of one
 * project happen one after the other, while its webhooks and reads go on.
 *
 * @throws {Problem} `not-found` for a project that does not exist.
 */
export async function lockLayer(
  tx: Prisma.TransactionClient,
  projectId: string,
): Promise<{ layer: revenue_layers | null; projectCurrency: string }> {
  const projects = await tx.$queryRaw<{ currency: string }[]>`
    SELECT currency FROM projects WHERE id = ${projectId} FOR NO KEY UPDATE`;
  const project = projects[0];
  if (project === undefined) throw new Problem('not-found');
  const layer = await tx.revenue_layers.findUnique({ where: { project_id: projectId } });
  return { layer, projectCurrency: project.currency };
}

/** A layer that is there and not removed has a token in force. */
export type InstalledLayer = revenue_layers & {
  readonly webhook_token_hash: NonNullable<revenue_layers['webhook_token_hash']>;
};

export function isInstalled(layer: revenue_layers | null): layer is InstalledLayer {
  return layer !== null && layer.removed_at === null && layer.webhook_token_hash !== null;
}

/** @throws {Problem} `revenue-layer-not-installed` */
export function mustBeInstalled(layer: revenue_layers | null): InstalledLayer {
  if (!isInstalled(layer)) throw new Problem('revenue-layer-not-installed');
  return layer;
}
