import { defineConfig } from 'vitest/config';

/** Tests by what they need: the file's name says it, so that `unit` runs without starting a Postgres or a browser. */
const database = ['{server,scripts}/**/*.database.test.ts', 'server/**/*.e2e.test.ts'];
const browser = ['{server,widget,scripts}/**/*.browser.test.ts'];

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    // A database, a browser and real HTTP servers: slow machines get time, no test depends on speed.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{server,widget,scripts}/**/*.test.{ts,tsx}'],
          exclude: [...database, ...browser],
        },
      },
      {
        extends: true,
        test: { name: 'database', include: database, globalSetup: 'server/database/testing/global-setup.ts' },
      },
      { extends: true, test: { name: 'browser', include: browser } },
    ],
  },
});
