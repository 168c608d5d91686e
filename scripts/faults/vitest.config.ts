import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** The long suites, for `npm run test:faults`. */
export default defineConfig({
  root: join(import.meta.dirname, '../..'),
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    include: ['{server,widget,scripts}/**/*.long.ts'],
    globalSetup: ['testing/postgres/global-setup.ts', 'testing/browser/global-setup.ts'],
    testTimeout: 3_600_000,
    hookTimeout: 3_600_000,
  },
});
