import { z } from 'zod';
import { KommoForbidden, KommoRefused } from '../kommo/requests/errors.ts';
import { int8, readRows } from '../platform/database/read-rows.ts';
import type { InvoiceRun } from './invoice-run.ts';

const linksPerRound = 50;
/** Each lead costs one. Between the rounds the account's job delivers new payments. */
const requestsPerRound = 5;

const linkSchema = z.object({ id: z.string(), element_id: int8, from: int8.nullable(), to: int8.nullable() });
type DueLink = z.infer<typeof linkSchema>;

/**
 * Links invoices to their leads, those of one lead in one request, and unlinks them from their former leads. Repeating
 * it is harmless. A lead missing from Kommo gets none.
 * @returns whether there were any
 */
export async function linkInvoices(context: InvoiceRun): Promise<boolean> {
  const { run } = context;
  const due = await readDue(context);
  const requests = [
    ...byLead(due, 'from').map((each) => ({ ...each, send: unlink })),
    ...byLead(due, 'to').map((each) => ({ ...each, send: link })),
  ];
  for (const { send, leadId, links } of requests.slice(0, requestsPerRound)) {
    await send(context, leadId, links);
    if (run.signal.aborted) return true;
  }
  return due.length > 0;
}

function readDue({ run, isOn }: InvoiceRun): Promise<readonly DueLink[]> {
  return readRows(run.prisma, linkSchema)`
    SELECT "id"::text, "element_id"::text, "lead_id"::text AS "from", "wanted_lead_id"::text AS "to" FROM "invoice_elements"
    WHERE "account_id" = ${run.accountId}::uuid AND "state" = 'done' AND "element_id" IS NOT NULL
      AND "wanted_lead_id" IS DISTINCT FROM "lead_id" AND "next_attempt" <= ${new Date(run.now())}
      AND (${isOn} OR "is_erasure")
    ORDER BY "wanted_lead_id", "id" LIMIT ${linksPerRound}`;
}

function byLead(due: readonly DueLink[], end: 'from' | 'to') {
  return [...Map.groupBy(due, (link) => link[end])].flatMap(([leadId, links]) =>
    leadId === null ? [] : [{ leadId, links }],
  );
}

async function unlink(context: InvoiceRun, leadId: number, links: readonly DueLink[]): Promise<void> {
  const { kommo } = context.run;
  try {
    await kommo.unlinkElements(leadId, context.shape.listId, elementIds(links));
  } catch (error) {
    // The lead is gone together with its links, or the token may not change it.
    if (!isOfLead(error)) throw error;
  }
  await change(context, links, { leadId: null });
}

async function link(context: InvoiceRun, leadId: number, links: readonly DueLink[]): Promise<void> {
  const { kommo } = context.run;
  try {
    await kommo.linkElements(leadId, context.shape.listId, elementIds(links));
    await change(context, links, { leadId: BigInt(leadId) });
  } catch (error) {
    if (!isOfLead(error)) throw error;
    await change(context, links, { wantedLeadId: null, lastError: error.message });
  }
}

/** Whether Kommo refuses only this lead. */
function isOfLead(error: unknown): error is KommoRefused | KommoForbidden {
  return error instanceof KommoRefused || error instanceof KommoForbidden;
}

const elementIds = (links: readonly DueLink[]) => links.map(({ element_id }) => element_id);

async function change(
  { run }: InvoiceRun,
  links: readonly DueLink[],
  data: { readonly leadId: bigint | null } | { readonly wantedLeadId: null; readonly lastError: string },
): Promise<void> {
  await run.prisma.invoiceElement.updateMany({
    where: { accountId: run.accountId, id: { in: links.map(({ id }) => id) } },
    data,
  });
}
