import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** The long fault suite, for `npm run test:faults`. */
export default defineConfig({
  root: join(import.meta.dirname, '../..'),
  test: {
    include: ['scripts/faults/**/*.long.ts'],
    testTimeout: 3_600_000,
    hookTimeout: 3_600_000,
  },
});
