import { isolateFailures } from '../delivery/effects/isolate-failures.ts';
import type { InvoiceChange, Prisma } from '../platform/database/generated/client.ts';
import { reportOf } from '../platform/runtime/error-report.ts';
import { type InvoiceRow, rowWith, toBigInt, toRow, type Wanted } from './invoice-rows.ts';
import type { InvoiceRun } from './invoice-run.ts';
import { invoiceValues } from './invoice-values.ts';
import { type InvoiceTarget, readInvoiceTargets } from './read-sources.ts';

const changesPerRound = 250;

/**
 * Stores the wanted values and lead of the invoice of each changed order and payment link.
 * @returns whether there were any
 */
export async function followInvoiceChanges(context: InvoiceRun, isSearched: boolean): Promise<boolean> {
  const { prisma, accountId, log } = context.run;
  const changes = await prisma.invoiceChange.findMany({
    where: { accountId },
    orderBy: { id: 'asc' },
    take: changesPerRound,
  });
  await isolateFailures(
    changes,
    (some) => follow(context, some, isSearched),
    async (change, error) => {
      // The nightly comparison checks everything again.
      log.error({ ...reportOf(error), accountId }, 'what an invoice is to show could not be read');
      await forget(context, [change]);
    },
  );
  return changes.length > 0;
}

async function follow(context: InvoiceRun, changes: readonly InvoiceChange[], isSearched: boolean): Promise<void> {
  const { run, isOn } = context;
  const { prisma, accountId, settings } = run;
  const ids = (kind: string) => [
    ...new Set(changes.filter((change) => change.kind === kind).map(({ sourceId }) => sourceId)),
  ];
  const reader = {
    ...{ prisma, accountId, products: settings.products, now: run.now() },
    hasTestCheckout: settings.paymentLinks.checkout?.live === false,
  };
  const targets = await readInvoiceTargets(reader, ids('order'), ids('payment_link'));
  const named = [...targets, ...changes];
  const stored = await prisma.invoiceElement.findMany({
    where: {
      accountId,
      OR: ['order', 'payment_link'].map((kind) => ({
        kind,
        sourceId: { in: named.filter((each) => each.kind === kind).map(({ sourceId }) => sourceId) },
      })),
    },
  });
  const rows = new Map(stored.map((row) => [nameOf(row), toRow(row)]));
  const targetOf = new Map(targets.map((target) => [nameOf(target), target]));
  const updates = [...rows].flatMap(([name, row]) => update(context, row, targetOf.get(name)));
  const added = isOn
    ? targets.filter((target) => !rows.has(nameOf(target))).flatMap((target) => create(context, target, isSearched))
    : [];
  await prisma.$transaction([
    ...updates,
    prisma.invoiceElement.createMany({ data: added, skipDuplicates: true }),
    forget(context, changes),
  ]);
}

function nameOf({ kind, sourceId }: { readonly kind: string; readonly sourceId: string }): string {
  return `${kind} ${sourceId}`;
}

function update(context: InvoiceRun, row: InvoiceRow, target: InvoiceTarget | undefined) {
  const { run, isOn } = context;
  if (!isOn && target?.isErased !== true) return [];
  const wanted = wantedOf(context, row, target);
  const where = { accountId_id: { accountId: run.accountId, id: row.id } };
  const isUnmade = row.elementId === null && ['open', 'failed'].includes(row.state);
  if (isUnmade && (target?.isNew !== true || target.leadId === null)) {
    return [run.prisma.invoiceElement.delete({ where })];
  }
  if (row.state === 'deleted') {
    // None of it is in Kommo any more, so no data of a person has to be stored here.
    const values = { ...wanted.values, payerId: null };
    const data = { wanted: values, written: values, wantedLeadId: null, leadId: null };
    return target?.isErased === true ? [run.prisma.invoiceElement.update({ where, data })] : [];
  }
  const data = rowWith(row, wanted, run.now());
  return data === null ? [] : [run.prisma.invoiceElement.update({ where, data })];
}

/**
 * If the source is gone from the ledger, or belongs to an erased person, the invoice stays, without person and lead.
 */
function wantedOf(context: InvoiceRun, row: InvoiceRow, target: InvoiceTarget | undefined): Wanted {
  const isErasure = target?.isErased === true;
  if (target === undefined || target.source === null || !context.isOn) {
    return { values: { ...(row.written ?? row.wanted), payerId: null }, leadId: null, isErasure };
  }
  return { values: valuesOf(context, target.source, target.payerId), leadId: target.leadId, isErasure };
}

function valuesOf({ run, shape }: InvoiceRun, source: NonNullable<InvoiceTarget['source']>, payerId: number | null) {
  return invoiceValues(source, payerId, run.account, shape, run.now());
}

function create(
  context: InvoiceRun,
  { kind, sourceId, source, leadId, payerId, isNew }: InvoiceTarget,
  isSearched: boolean,
): Prisma.InvoiceElementCreateManyInput[] {
  const { run, shape } = context;
  if (!isNew || source === null || leadId === null) return [];
  const now = new Date(run.now());
  return [
    {
      accountId: run.accountId,
      kind,
      sourceId,
      catalogId: shape.listId,
      wanted: valuesOf(context, source, payerId),
      wantedLeadId: toBigInt(leadId),
      // An invoice that was written before this database knew of it is searched for in the list first.
      state: isSearched ? 'open' : 'uncertain',
      nextAttempt: now,
      checkedAt: now,
    },
  ];
}

/** A source that has changed again in the meantime has another row. */
function forget({ run }: InvoiceRun, changes: readonly InvoiceChange[]) {
  return run.prisma.invoiceChange.deleteMany({
    where: { accountId: run.accountId, id: { in: changes.map(({ id }) => id) } },
  });
}
