import { Cable } from './cable.js';

/** The worker's lines. Tests and the simulator's control API have lines of their own, which nobody cuts. */
export interface Lines {
  readonly postgres: Cable;
  readonly vault: Cable;
  readonly revenueCat: Cable;
}

export async function layLines(urls: Readonly<Record<keyof Lines, string>>): Promise<Lines> {
  const [postgres, vault, revenueCat] = await Promise.all([
    Cable.to(new URL(urls.postgres)),
    Cable.to(new URL(urls.vault)),
    Cable.to(new URL(urls.revenueCat)),
  ]);
  return { postgres, vault, revenueCat };
}
