import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { unit } from '../../vitest.config.ts';

/** The tests that `npm run test:mutants` runs: with the other projects beside them, each mutant would start a Postgres. */
export default defineConfig({
  root: join(import.meta.dirname, '../..'),
  test: { ...unit, testTimeout: 60_000 },
});
