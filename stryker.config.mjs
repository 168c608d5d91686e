/**
 * `npm run test:mutants`: which faults in the pure core the unit tests would not notice. Each mutant is the program with
 * one fault put in; one that no test fails on is a survivor. One file alone: `npx stryker run --mutate server/ledger/money.ts`.
 */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'scripts/mutants/vitest.config.ts' },
  mutate: [
    'server/{ledger,matching,rules}/**/*.ts',
    'server/fastspring/{batch,json,moment,signature,storable}.ts',
    'server/fastspring/events/**/*.ts',
    'widget/ui/decimal.ts',
    '!**/*.test.ts',
    '!**/testing/**',
    // Reads and writes the database, whose tests take too long to run for every mutant.
    '!server/ledger/{record,rebuild,related,report-}*.ts',
    // Sentences of five languages: a word changed there is a matter of taste, not of logic.
    '!server/rules/texts/{en,es,id,pt,tr}.ts',
  ],
  // Stryker reads the file with a call that TypeScript 7 has not, to rewrite references that this project has not either.
  tsconfigFile: 'none',
  disableTypeChecks: false,
  concurrency: 2,
  // A mutant in an endless loop is cut short by how often it comes around; a slow machine kills none.
  timeoutMS: 60_000,
  reporters: ['progress', 'clear-text', 'html'],
  clearTextReporter: { reportTests: false, logTests: false, skipFull: true },
};
