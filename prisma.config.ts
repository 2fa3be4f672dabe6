import { defineConfig } from 'prisma/config';

/** Only `prisma generate` runs through Prisma's own command; migrations are applied by `setup/`. */
export default defineConfig({ schema: 'prisma/schema.prisma' });
