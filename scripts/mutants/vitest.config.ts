import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { unit } from '../../vitest.config.ts';

/**
 * The tests that `npm run test:mutants` runs: the unit tests of the folders that it mutates. With other projects beside
 * them each mutant would start a Postgres, and what only another folder's test notices is not tested where it is made.
 */
export default defineConfig({
  root: join(import.meta.dirname, '../..'),
  test: {
    ...unit,
    include: ['server/{fastspring,ledger,matching,rules}/**/*.test.ts', 'widget/ui/*.test.ts'],
    testTimeout: 60_000,
  },
});
