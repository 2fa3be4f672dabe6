import { builtinModules } from 'node:module';

import simpleImportSort from 'eslint-plugin-simple-import-sort';
import tseslint from 'typescript-eslint';

/** Each folder may import only what stands in its list: `dev` starts everything, nobody imports the api. */
const allowedImports = {
  clients: ['clients', 'prisma'],
  revenuecat: ['revenuecat'],
  workflows: ['workflows'],
  activities: ['activities', 'clients', 'prisma', 'revenuecat', 'workflows'],
  api: ['api', 'clients', 'prisma', 'revenuecat', 'workflows'],
  simulator: ['simulator'],
  setup: ['setup', 'clients', 'prisma', 'workflows'],
};
const folders = [
  'activities',
  'api',
  'bench',
  'clients',
  'dev',
  'prisma',
  'revenuecat',
  'setup',
  'simulator',
  'test',
  'web',
  'workflows',
];

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'prisma/generated/', '.data/', 'web/dist/'] },
  {
    files: ['**/*.mjs'],
    plugins: { 'simple-import-sort': simpleImportSort },
    rules: { 'simple-import-sort/imports': 'error' },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    plugins: { 'simple-import-sort': simpleImportSort },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'simple-import-sort/imports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  ...Object.entries(allowedImports).map(([folder, allowed]) => ({
    files: [`${folder}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^(\\.\\./)+(${folders.filter((name) => !allowed.includes(name) && !(folder === 'workflows' && name === 'activities')).join('|')})/`,
              message: `${folder}/ may import only from: ${allowed.join(', ')}.`,
            },
          ],
          ...(folder === 'workflows' && {
            paths: [...builtinModules, ...builtinModules.map((name) => `node:${name}`), 'zod'].map(
              (name) => ({
                name,
                message: 'Workflow code is deterministic: no Node built-ins, no validation library.',
              }),
            ),
          }),
        },
      ],
    },
  })),
  {
    // Workflows and activities meet in types alone.
    files: ['workflows/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^\\.\\./activities/', allowTypeImports: true, message: 'Import activity types only.' },
          ],
        },
      ],
    },
  },
  {
    // Whoever works numbers out a second time shares nothing with those who did it first.
    files: ['simulator/book/**/*.ts', 'test/numbers/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '/(charts|api/revenue|activities|revenuecat)/', message: 'Work it out independently.' },
          ],
        },
      ],
    },
  },
  {
    // The pages take the types of requests and answers from the API's routes, and nothing else of the server.
    files: ['web/src/**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^(\\.\\./)+(${folders.filter((name) => name !== 'web' && name !== 'api').join('|')})/`,
              message: 'Pages import only from web/, and types from api/.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['web/src/api/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^(\\.\\./){3}', allowTypeImports: true, message: 'Import types of the API only.' },
          ],
        },
      ],
    },
  },
  { files: ['test/**/*.ts', 'bench/**/*.ts'], rules: { '@typescript-eslint/no-unused-expressions': 'off' } },
);
