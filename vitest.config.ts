import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    globalSetup: 'server/database/testing/global-setup.ts',
    include: ['{server,widget,scripts}/**/*.test.ts', '{server,widget,scripts}/**/*.test.tsx'],
    // A database, a browser and real HTTP servers: slow machines get time, no test depends on speed.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
