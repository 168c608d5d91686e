import { expect, test } from 'vitest';
import { addLead, invoicesOf, startInvoices } from '../../testing/server/invoices/invoice-stack.ts';
import { anna, buyer, orderCompleted } from '../../testing/server/sync/fastspring-events.ts';
import type { JobStack } from '../../testing/server/sync/job-stack.ts';
import { recordAll, runAccount } from '../../testing/server/sync/run-account.ts';
import type { KommoApi } from '../kommo/api/api.ts';

/** Works until nothing is left, and watches some of Kommo's requests. */
async function workWatched(
  { dependencies, accountId }: JobStack,
  watch: (api: KommoApi) => Partial<KommoApi>,
  signal = () => AbortSignal.timeout(30_000),
): Promise<void> {
  const { kommo } = dependencies;
  const forAccount = (...args: Parameters<typeof kommo.forAccount>) => {
    const api = kommo.forAccount(...args);
    return { ...api, ...watch(api) };
  };
  let more = true;
  while (more) {
    ({ more } = await runAccount({ ...dependencies, kommo: { ...kommo, forAccount } }, accountId, signal()));
  }
}

/** A payment of Anna's arrives and is recorded, during a run of the account's job. */
async function pay(stack: JobStack, orderId: string): Promise<void> {
  await stack.store([orderCompleted(orderId, anna, stack.now())]);
  await recordAll(stack.dependencies, stack.accountId);
}

test('a payment that arrives while many leads get their invoices waits for only a few of them', async () => {
  const stack = await startInvoices();
  const buyers = Array.from({ length: 20 }, (_, index) => buyer(index));
  for (const one of [...buyers, anna]) addLead(stack, one);
  await stack.store(buyers.map((one, index) => orderCompleted(`order-${index}`, one, stack.now())));
  const linksBefore: number[] = [];
  let links = 0;
  await workWatched(stack, (api) => ({
    linkElements: async (...link) => {
      links += 1;
      if (links === 1) await pay(stack, 'order-new');
      await api.linkElements(...link);
    },
    createLeadNotes: async (...notes) => {
      linksBefore.push(links);
      return api.createLeadNotes(...notes);
    },
  }));
  expect(linksBefore.at(-1)).toBeGreaterThan(0);
  expect(linksBefore.at(-1)).toBeLessThanOrEqual(10);
  expect(invoicesOf(stack).flatMap(({ leads }) => leads)).toHaveLength(21);
  expect(stack.errors).toEqual([]);
});

test('a long list is searched in parts, each run continues where the last one ended, and payments do not wait', async () => {
  const stack = await startInvoices();
  const { prisma } = stack;
  for (const one of [buyer(1), anna]) addLead(stack, one);
  await stack.store([orderCompleted('order-1', buyer(1), stack.now())]);
  await stack.work();
  await prisma.invoiceElement.updateMany({
    data: { state: 'uncertain', elementId: null, nextAttempt: new Date(stack.now()) },
  });
  const pages: (string | undefined)[] = [];
  let pagesBeforeNote = 0;
  let run = new AbortController();
  await workWatched(
    stack,
    (api) => ({
      readElementPage: async (listId, query) => {
        pages.push(query);
        if (pages.length === 1) await pay(stack, 'order-2');
        if (pages.length === 12) run.abort();
        // Two hundred and thirty pages of other elements come before ours.
        const next = pages.length < 230 ? `?page=${pages.length + 1}` : null;
        return { items: next === null ? (await api.readElementPage(listId)).items : [], next };
      },
      createLeadNotes: async (...notes) => {
        pagesBeforeNote = pages.length;
        return api.createLeadNotes(...notes);
      },
    }),
    () => {
      run = new AbortController();
      return run.signal;
    },
  );
  // One round to search for the customer, and one to write the note.
  expect(pagesBeforeNote).toBeLessThanOrEqual(10);
  expect(new Set(pages).size).toBe(pages.length);
  expect(pages).toHaveLength(230);
  expect(invoicesOf(stack)).toHaveLength(2);
  expect(await prisma.account.findFirstOrThrow()).toMatchObject({ consecutiveFailures: 0 });
});
