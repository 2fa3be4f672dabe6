import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

import { root } from './paths.mjs';
import { run } from './run.mjs';
import { filesUnder, hashOf, stamp, stampOf, unstamp } from './stamps.mjs';

/** Generates the Prisma client when the schema has changed. */
export async function generateClient() {
  const inputs = ['prisma/schema.prisma', 'prisma.config.ts', 'node_modules/prisma/package.json'];
  await onceFor('prisma', hashOf(inputs.map(inRoot)), [inRoot('prisma/generated/client.ts')], () =>
    run({
      what: 'generating the Prisma client',
      ...node('prisma/build/index.js', 'generate'),
      env: {
        // Generating needs no engine; naming any program keeps Prisma from downloading one.
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
        CHECKPOINT_DISABLE: '1',
      },
      fix: 'Correct prisma/schema.prisma.',
    }),
  );
}

/** Compiles (and so type-checks) when a source has changed, and removes what deleted sources had been compiled to. */
export async function compile() {
  const config = inRoot('tsconfig.json');
  const { include } = JSON.parse(readFileSync(config, 'utf8'));
  const sources = include.flatMap((name) =>
    name.endsWith('.ts') ? [inRoot(name)] : filesUnder(inRoot(name), isOwnSource),
  );
  const outputs = sources.filter((file) => !file.endsWith('.d.ts')).map(outputOf);
  const hash = hashOf([...sources, config, inRoot('package-lock.json')]);
  await onceFor('tsc', hash, outputs, async () => {
    // tsc remembers what it wrote and would not write again what somebody deleted.
    if (!outputs.every(existsSync)) rmSync(inRoot('dist/.tsbuildinfo'), { force: true });
    await run({
      what: 'compiling TypeScript',
      ...node('typescript/bin/tsc', '-p', 'tsconfig.json'),
      fix: 'Correct the errors above.',
    });
    const expected = new Set(outputs);
    for (const folder of include.filter((name) => !name.endsWith('.ts'))) {
      const compiled = filesUnder(join(root, 'dist', folder), (file) => /\.js(\.map)?$/.test(file));
      for (const file of compiled) if (!expected.has(file.replace(/\.map$/, ''))) rmSync(file);
    }
  });
}

/** Bundles the workflows, so that a worker starts without webpack; what they may import, lint sees to. */
export async function bundleWorkflows() {
  const bundler = inRoot('activities/bundle.ts');
  const hash = hashOf([...filesUnder(inRoot('workflows')), bundler, inRoot('package-lock.json')]);
  await onceFor('bundle', hash, [inRoot('dist/workflow-bundle.js')], () =>
    run({
      what: 'bundling the workflows',
      command: process.execPath,
      args: [inRoot('dist/activities/bundle.js')],
      cwd: root,
      fix: 'Correct the errors above.',
    }),
  );
}

/** Builds the pages when one of their files has changed. */
export async function buildPages() {
  if (!existsSync(inRoot('web/vite.config.ts'))) return;
  const built = inRoot('web/dist');
  const sources = filesUnder(inRoot('web'), (file) => !file.startsWith(built));
  const hash = hashOf([...sources, inRoot('package-lock.json')]);
  await onceFor('vite', hash, [join(built, 'index.html')], () =>
    run({
      what: 'building the pages',
      ...node('vite/bin/vite.js', 'build', 'web'),
      fix: 'Correct the errors above.',
    }),
  );
}

/** Skips a step whose inputs are those of its last success and whose outputs are all there. */
async function onceFor(step, hash, outputs, work) {
  if (stampOf(step) === hash && outputs.every(existsSync)) return;
  unstamp(step);
  await work();
  stamp(step, hash);
}

function node(script, ...args) {
  return { command: process.execPath, args: [join(root, 'node_modules', script), ...args], cwd: root };
}

function inRoot(path) {
  return join(root, path);
}

/** Packages of the benchmark lie within its folder. */
function isOwnSource(file) {
  return file.endsWith('.ts') && !relative(root, file).split(sep).includes('node_modules');
}

function outputOf(source) {
  return join(root, 'dist', relative(root, source).replace(/\.ts$/, '.js'));
}
