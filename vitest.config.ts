import { defineConfig } from 'vitest/config';
import { LongestFirst } from './testing/vitest/longest-first.ts';
import { announce, printTotals } from './testing/vitest/totals-reporter.ts';

/** Tests by what they need: the file's name says it, so that `unit` runs without starting a Postgres or a browser. */
const database = ['{server,scripts,testing}/**/*.database.test.ts', 'server/**/*.e2e.test.ts'];
const browser = ['{server,widget,scripts,testing}/**/*.browser.test.ts'];
export const unit = {
  name: 'unit',
  include: ['{server,widget,scripts,testing}/**/*.test.{ts,tsx}'],
  exclude: [...database, ...browser],
  // No test leaves anything behind in its process, and loading every module for every file takes longer than the tests.
  isolate: false,
};

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    reporters: [
      announce('All tests take four to nine minutes on two cores, the unit tests 10 to 25 seconds.'),
      'default',
      printTotals(),
    ],
    // Each worker loads and warms up the whole program: two cores are busy with three, and a fourth only adds to that.
    maxWorkers: 3,
    // No optimizing compiler: a worker ends before Prisma's queries repay its time.
    execArgv: ['--liftoff-only'],
    sequence: { sequencer: LongestFirst },
    // A database, a browser and real HTTP servers: slow machines get time, no test depends on speed.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    setupFiles: ['testing/vitest/clean-globals.ts'],
    projects: [
      { extends: true, test: unit },
      {
        extends: true,
        test: {
          name: 'database',
          include: database,
          globalSetup: 'testing/postgres/global-setup.ts',
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: browser,
          globalSetup: ['testing/postgres/global-setup.ts', 'testing/browser/global-setup.ts'],
          // A worker keeps its modules from file to file: loading the service and the browser's driver takes seconds.
          isolate: false,
        },
      },
    ],
  },
});
