import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { unit } from '../../vitest.config.ts';

/**
 * The tests for `npm run test:mutants`: the unit tests of the mutated folders. The other projects would start a Postgres
 * for each mutant, and a fault should fail a test in its own folder.
 */
export default defineConfig({
  root: join(import.meta.dirname, '../..'),
  test: {
    ...unit,
    include: [
      'server/{fastspring,ledger,matching,rules,texts}/**/*.test.ts',
      'server/platform/time/**/*.test.ts',
      'server/kommo/api/contact-emails.test.ts',
      'widget/ui/*.test.ts',
    ],
    // Both take seconds and cover nearly every mutant.
    exclude: [...unit.exclude, 'server/ledger/random-histories.test.ts', 'server/fastspring/events/payloads.test.ts'],
    testTimeout: 60_000,
    // Beside other work a thread takes seconds to start.
    expect: { poll: { timeout: 60_000 } },
  },
});
