import { expect } from 'vitest';
import { contactsOf, leadsOf, startCreating } from './creating-stack.ts';
import { buyer, orderCompleted } from './fastspring-events.ts';
import { runAccount } from './run-account.ts';

/** A new buyer's four payments, each with the run of the job before which it arrives. */
export interface ClosePayments {
  readonly index: number;
  readonly rounds: readonly number[];
}

/** A hundred buyers; no two pay in the same runs. */
export const closePayments: readonly ClosePayments[] = Array.from({ length: 100 }, (_, index) => ({
  index,
  rounds: [0, index % 5, Math.floor(index / 5) % 5, Math.floor(index / 25)],
}));

export const sumOf = (rounds: readonly number[]): number => rounds.reduce((sum, round) => sum + round, 0);

/** Each buyer gets one contact and one lead with all four notes, with either of their two FastSpring accounts. */
export async function expectOneLeadEach(some: readonly ClosePayments[]): Promise<void> {
  const stack = await startCreating(
    { matching: { createWhenUnmatched: 'lead', byCompanyDomain: 'off' } },
    { sandbox: { accounts: [{ subdomain: 'demo', searchLag: Infinity }] } },
  );
  const buyers = some.map(({ index, rounds }) => {
    const small = buyer(index);
    const capital = { ...small, accountId: `${small.accountId}-again`, email: small.email.toUpperCase() };
    return { index, rounds, payers: [small, capital, small, capital] };
  });
  for (let round = 0; round < 5; round += 1) {
    await stack.store(
      buyers.flatMap(({ index, rounds, payers }) =>
        payers
          .map((payer, at) => orderCompleted(`order-${index}-${at}`, payer, stack.now()))
          .filter((_, at) => rounds[at] === round),
      ),
    );
    // Some runs end before everything is done.
    const signal = round % 2 === 0 ? AbortSignal.abort() : AbortSignal.timeout(600_000);
    await runAccount(stack.dependencies, stack.accountId, signal);
  }
  await stack.work();
  expect(contactsOf(stack)).toHaveLength(some.length);
  expect(leadsOf(stack).map(({ id }) => stack.sandbox.notesOf(id).length)).toEqual(Array(some.length).fill(4));
}
