import { KommoForbidden, KommoRefused } from '../kommo/requests/errors.ts';
import type { InvoiceList } from '../platform/database/generated/client.ts';
import { hour } from '../platform/time/units.ts';
import { type InvoiceShape, readInvoiceShape } from '../rules/settings/invoice-list.ts';
import type { LaterStep } from '../sync/later-step.ts';
import type { AccountRun } from '../sync/run.ts';
import { compareInvoices, startComparison } from './compare-invoices.ts';
import { createInvoices } from './create-invoices.ts';
import { accountsWithDueInvoices } from './due-invoices.ts';
import { followInvoiceChanges } from './follow-invoice-changes.ts';
import type { InvoiceProblem } from './invoice-problem.ts';
import { settleInvoiceLeftovers } from './invoice-rows.ts';
import type { InvoiceRun } from './invoice-run.ts';
import { linkInvoices } from './link-invoices.ts';
import { noSearch, searchInvoices } from './search-invoices.ts';
import { updateInvoices } from './update-invoices.ts';

/** ms; a person has to do something in Kommo first */
const waitForList = hour;

/**
 * Brings the account's list of invoices in Kommo up to date, with a few requests each time. While invoices are switched
 * off in the settings, only erased persons are removed from existing ones; no invoice is deleted.
 * @returns whether there was anything to do
 * @throws KommoNotSent, KommoUncertain, KommoAccountUnavailable when the account has to pause
 */
async function writeInvoices(run: AccountRun): Promise<boolean> {
  const { prisma, accountId } = run;
  if (run.isWritingPaused) return false;
  const isOn = run.settings.invoices === 'on';
  const list = await prisma.invoiceList.findUnique({ where: { accountId } });
  if (!isOn && !(await hasErasures(run))) return false;
  if (list?.retryAt != null && list.retryAt.getTime() > run.now()) return false;
  const isFresh = list === null || list.problem !== null;
  const shape = await readShape(run, isFresh ? 'fresh' : 'remembered');
  if ('code' in shape) return isOn ? noteProblem(run, shape) : forgetList(run, shape);
  try {
    return await writeTo({ run, shape, isOn }, list);
  } catch (error) {
    if (error instanceof KommoForbidden) return noteProblem(run, { code: 'invoices_not_allowed' });
    if (!(error instanceof KommoRefused)) throw error;
    // The list may be gone, or differ from the remembered one.
    const current = await readShape(run, 'fresh');
    if (!('code' in current) && current.listId !== shape.listId) return true;
    return noteProblem(run, 'code' in current ? current : { code: 'invoices_refused' });
  }
}

export const invoiceStep: LaterStep = {
  name: 'invoices',
  dueAccounts: accountsWithDueInvoices,
  settle: ({ prisma, accountId }) => settleInvoiceLeftovers(prisma, accountId),
  work: writeInvoices,
};

async function readShape(run: AccountRun, how: 'remembered' | 'fresh'): Promise<InvoiceShape | InvoiceProblem> {
  try {
    return readInvoiceShape(await run.memory.invoiceLists(run.accountId, how));
  } catch (error) {
    if (error instanceof KommoForbidden) return { code: 'invoices_not_allowed' };
    throw error;
  }
}

/** Also true while changes are waiting, because any of them may be an erasure. */
async function hasErasures({ prisma, accountId }: AccountRun): Promise<boolean> {
  if ((await prisma.invoiceChange.findFirst({ where: { accountId } })) !== null) return true;
  const unfinished = [
    { state: { in: ['open', 'sending', 'uncertain'] } },
    { state: 'done', leadId: { not: null }, wantedLeadId: null },
  ];
  return (await prisma.invoiceElement.findFirst({ where: { accountId, isErasure: true, OR: unfinished } })) !== null;
}

/** With invoices switched off and the list gone, no erased person is left in it. */
async function forgetList(run: AccountRun, problem: InvoiceProblem): Promise<boolean> {
  if (problem.code !== 'no_invoices_list') return noteProblem(run, problem);
  const { prisma, accountId } = run;
  await prisma.$transaction([
    prisma.invoiceChange.deleteMany({ where: { accountId } }),
    prisma.invoiceElement.deleteMany({ where: { accountId } }),
    prisma.invoiceList.deleteMany({ where: { accountId } }),
  ]);
  return false;
}

async function writeTo(context: InvoiceRun, stored: InvoiceList | null): Promise<boolean> {
  const list = await upToDate(context, stored);
  const wasFollowed = await followInvoiceChanges(context, list?.isSearched === true);
  // All invoices that may already be in the list are known before the search, so one search covers all of them.
  if (wasFollowed && list?.isSearched !== true) return true;
  const searched = await searchInvoices(context, list);
  if (searched === 'endless') return noteProblem(context.run, { code: 'invoices_refused' });
  if (searched !== 'goes on' && list?.isSearched === false) await noteSearched(context);
  const steps = [
    () => createInvoices(context),
    () => updateInvoices(context),
    () => linkInvoices(context),
    ...(context.isOn && list !== null ? [() => compareInvoices(context, list)] : []),
  ];
  let isBusy = wasFollowed || searched !== 'not needed';
  for (const step of steps) {
    if (context.run.signal.aborted) return true;
    if (await step()) isBusy = true;
  }
  return isBusy;
}

async function upToDate(context: InvoiceRun, list: InvoiceList | null): Promise<InvoiceList | null> {
  const { run, shape, isOn } = context;
  if (!isOn) return list;
  const isDue = list === null || list.compareAt.getTime() <= run.now() || Number(list.catalogId) !== shape.listId;
  return isDue ? startComparison(context, list) : list;
}

async function noteSearched({ run }: InvoiceRun): Promise<void> {
  await run.prisma.invoiceList.updateMany({ where: { accountId: run.accountId }, data: { isSearched: true } });
}

/** Other accounts' lists, and this account's other work, continue. */
async function noteProblem({ prisma, accountId, now }: AccountRun, problem: InvoiceProblem): Promise<boolean> {
  const retryAt = new Date(now() + waitForList);
  const state = { problem: { ...problem }, retryAt, compareAt: new Date(now()), ...noSearch };
  await prisma.invoiceList.upsert({ where: { accountId }, create: { accountId, ...state }, update: state });
  return false;
}
