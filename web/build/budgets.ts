import { gzipSync } from 'node:zlib';

import type { Plugin } from 'vite';

/** What a visitor downloads for a page, and how much that may be. */
export interface Budget {
  readonly name: string;
  /** Ends of the paths of the modules a page begins with; what they import at once counts with them. */
  readonly modules: readonly string[];
  /** Modules whose download is counted elsewhere, because it is there already. */
  readonly beyond?: readonly string[];
  /** Thousands of bytes, gzip. */
  readonly kilobytes: number;
}

interface Chunk {
  readonly type: 'chunk';
  readonly fileName: string;
  readonly code: string;
  readonly imports: readonly string[];
  readonly moduleIds: readonly string[];
}
interface Asset {
  readonly type: 'asset';
  readonly fileName: string;
  readonly source: string | Uint8Array;
}
type Bundle = Readonly<Record<string, Chunk | Asset>>;

/**
 * Fails the build when a page has grown beyond its budget: nobody notices a few kilobytes at a time.
 *
 * @param css thousands of bytes, gzip, of all stylesheets together.
 */
export function budgets(limits: { readonly scripts: readonly Budget[]; readonly css: number }): Plugin {
  return {
    name: 'budgets',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const found = [
          ...limits.scripts.map((budget) => ({ ...budget, size: scriptSize(bundle, budget) })),
          { name: 'stylesheets', kilobytes: limits.css, size: styleSize(bundle) },
        ];
        for (const { name, size, kilobytes } of found) {
          const words = `${name}: ${size.toFixed(1)} KB gzip of ${kilobytes}`;
          if (size > kilobytes) this.error(`Too large. ${words}. Load less at first, or take less code.`);
          this.info(words);
        }
      },
    },
  };
}

function scriptSize(bundle: Bundle, { modules, beyond = [] }: Budget): number {
  const before = reached(bundle, beyond);
  return sum([...reached(bundle, modules)].filter((chunk) => !before.has(chunk)).map(({ code }) => code));
}

const styleSize = (bundle: Bundle): number =>
  sum(
    Object.values(bundle).flatMap((file) =>
      file.type === 'asset' && file.fileName.endsWith('.css') ? [file.source] : [],
    ),
  );

/** The chunks that hold the modules, and all that these import at once. */
function reached(bundle: Bundle, modules: readonly string[]): ReadonlySet<Chunk> {
  const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
  const found = new Set(
    modules.map((module) => {
      const chunk = chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(module)));
      // A renamed file would otherwise be a budget that counts nothing.
      if (chunk === undefined) throw new Error(`A budget names ${module}, which is in no chunk.`);
      return chunk;
    }),
  );
  for (const { imports } of found) {
    for (const chunk of chunks) if (imports.includes(chunk.fileName)) found.add(chunk);
  }
  return found;
}

const sum = (sources: readonly (string | Uint8Array)[]): number =>
  sources.reduce((total, source) => total + gzipSync(source, { level: 9 }).byteLength, 0) / 1000;
