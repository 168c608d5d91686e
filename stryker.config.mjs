/**
 * Mutation testing of the pure core, for `npm run test:mutants`. Each mutant is the program with one fault; a mutant that
 * fails no unit test survives. Of one file: `npx stryker run --mutate server/ledger/money.ts`.
 */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'scripts/mutants/vitest.config.ts' },
  mutate: [
    'server/{ledger,matching,rules,texts}/**/*.ts',
    'server/platform/time/**/*.ts',
    'server/kommo/api/contact-emails.ts',
    'server/fastspring/{json,moment}.ts',
    'server/fastspring/webhook/{batch,signature}.ts',
    'server/fastspring/events/**/*.ts',
    'widget/ui/decimal.ts',
    '!**/*.{test,long}.ts',
    '!**/testing/**',
  ],
  // Names no file: Stryker would read it through an API that TypeScript 7 lacks, to rewrite references that it does not have.
  tsconfigFile: 'none',
  disableTypeChecks: false,
  concurrency: 2,
  // Mutants of code that runs as a module loads: each reloads every module and reruns every test, for most of a day.
  ignoreStatic: true,
  // Stryker ends most endless loops by counting; a shorter limit would take a busy machine for a test that failed.
  timeoutMS: 20_000,
  reporters: ['progress', 'clear-text', 'html', 'json'],
  clearTextReporter: { reportTests: false, logTests: false, skipFull: true },
};
