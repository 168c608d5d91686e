import type { PrismaConfig } from 'prisma-cli/config';

// `prisma generate` looks for a schema engine binary that it never runs; without this it would try to download one.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default {
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
} satisfies PrismaConfig;
