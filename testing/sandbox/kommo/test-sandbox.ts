import { test as base } from 'vitest';
import { type KommoSandbox, startKommoSandbox } from './index.ts';
import { createCaller } from './test-caller.ts';

/** A test with its own sandbox without a rate limit, and a caller of its account. */
export const test = base.extend<{ sandbox: KommoSandbox; call: ReturnType<typeof createCaller> }>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern what a fixture needs
  sandbox: async ({}, use) => {
    const sandbox = await startKommoSandbox({ limit: { requests: Number.POSITIVE_INFINITY } });
    await use(sandbox);
    await sandbox.close();
  },
  call: ({ sandbox }, use) => use(createCaller(sandbox)),
});
