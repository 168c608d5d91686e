import { expect, test } from 'vitest';
import { openTestDatabase } from '../../testing/postgres/test-database.ts';
import { readInvoicesView } from './read-invoices-view.ts';

const at = (hour: number) => new Date(Date.UTC(2026, 10, 20, hour));

async function setScene() {
  const database = await openTestDatabase();
  const { prisma } = database;
  const add = async (subdomain: string, problem: object | null = null) => {
    const { id: accountId } = await prisma.account.create({ data: { subdomain, webhookKey: subdomain } });
    const list = { accountId, catalogId: 1n, compareAt: at(0), ...(problem !== null && { problem }) };
    await prisma.invoiceList.create({ data: list });
    return accountId;
  };
  /** each checked an hour after the one before */
  const addInvoices = async (
    accountId: string,
    ...invoices: { state: string; kept?: string[]; lastError?: string }[]
  ) =>
    prisma.invoiceElement.createMany({
      data: invoices.map((invoice, index) => ({
        ...{ accountId, kind: 'order', sourceId: `order-${index}`, catalogId: 1n, nextAttempt: at(0) },
        ...{ wanted: { name: `Invoice ${index}` }, checkedAt: at(index), ...invoice },
      })),
    });
  return { database, prisma, add, addInvoices };
}

test('an account’s own invoices are counted by what became of them, the last checked ones with their names', async () => {
  const { database, add, addInvoices } = await setScene();
  const [acme, birch] = [await add('acme'), await add('birch')];
  await addInvoices(
    acme,
    ...['open', 'sending', 'uncertain', 'done'].map((state) => ({ state })),
    { state: 'done', kept: ['name'] },
    { state: 'open', kept: ['comment'] },
    { state: 'failed', lastError: 'No such field' },
    { state: 'failed', lastError: 'Too long' },
    ...Array.from({ length: 7 }, () => ({ state: 'deleted', kept: ['name'] })),
  );
  await addInvoices(birch, { state: 'done' });
  expect(await readInvoicesView(database, acme)).toEqual({
    problem: null,
    written: 2,
    waiting: 4,
    refused: { count: 2, reason: 'No such field' },
    changedByPeople: { count: 2, names: ['Invoice 5', 'Invoice 4'] },
    deletedByPeople: { count: 7, names: [14, 13, 12, 11, 10].map((index) => `Invoice ${index}`) },
  });
});

test('a list without invoices is shown with its problem, and an account without a list not at all', async () => {
  const { database, prisma, add } = await setScene();
  const nothing = { count: 0, names: [] };
  const empty = { written: 0, waiting: 0, refused: { count: 0, reason: null } };
  const shown = (problem: string | null) => ({
    ...{ problem, ...empty, changedByPeople: nothing, deletedByPeople: nothing },
  });
  const acme = await add('acme', { code: 'invoices_refused' });
  expect(await readInvoicesView(database, acme)).toEqual(shown('invoices_refused'));
  const later = await add('later', { code: 'of a later version' });
  expect(await readInvoicesView(database, later)).toEqual(shown(null));
  await prisma.invoiceList.deleteMany({ where: { accountId: acme } });
  expect(await readInvoicesView(database, acme)).toBeNull();
});
