import { z } from 'zod';
import { closedStages } from '../../kommo/api/stages.ts';
import type { Fact } from '../../ledger/fact.ts';
import { int8, readRows } from '../../platform/database/read-rows.ts';
import { decisiveKeys } from '../../recording/subscription-facts.ts';
import { namesOfProductsOf } from '../../rules/planning/fact-values.ts';
import { pipelinesOfProducts } from '../../rules/settings/product-pipelines.ts';
import type { AccountRun } from '../run.ts';
import type { UnplannedFact } from '../unplanned-facts.ts';
import { chooseLink, type Link } from './choose-link.ts';

export interface FactLead {
  readonly id: number;
  readonly pipelineId: number;
  /** why the lead must not be changed; null if it may be */
  readonly problem: string | null;
}

/** Returns a function that chooses the lead of a fact; it must be called in the order of the facts' events. */
export async function createFactLeads(
  run: AccountRun,
  facts: readonly UnplannedFact[],
): Promise<(fact: Fact, customerId: string) => FactLead | null> {
  const links = await readLinks(run, facts);
  const earlier = await readEarlierLeads(run, facts);
  return (fact, customerId) => {
    const chosen = chooseLink(links.get(customerId) ?? [], {
      taggedLeadId: taggedLeadOf(run, fact),
      earlierLeadIds: orderAndSubscriptionOf(fact).flatMap((ref) => earlier.get(ref) ?? []),
      productPipelineIds: pipelinesOfProducts(run.settings.products, namesOfProductsOf(fact)),
    });
    if (chosen === null) return null;
    for (const ref of orderAndSubscriptionOf(fact)) earlier.set(ref, [...(earlier.get(ref) ?? []), chosen.leadId]);
    return { id: chosen.leadId, pipelineId: chosen.pipelineId, problem: chosen.problem };
  };
}

/** A bare tag may choose among the customer's own leads; it never causes a link to another lead. */
function taggedLeadOf(run: AccountRun, fact: Fact): number | null {
  const tag = run.leadTagOf(fact);
  return tag === null || tag.kind === 'forged' ? null : tag.leadId;
}

/** Facts of one order or subscription belong together. */
function orderAndSubscriptionOf({
  orderId,
  subscriptionId,
}: Pick<Fact, 'orderId' | 'subscriptionId'>): readonly string[] {
  return [
    ...(orderId === null ? [] : [`order ${orderId}`]),
    ...(subscriptionId === null ? [] : [`subscription ${subscriptionId}`]),
  ];
}

type Place = Pick<Link, 'pipelineId' | 'isOpen'> & Pick<FactLead, 'problem'>;

/** By customer. */
async function readLinks(
  run: AccountRun,
  facts: readonly UnplannedFact[],
): Promise<ReadonlyMap<string, readonly (Link & Place)[]>> {
  const customerIds = [...new Set(facts.map(({ customerId }) => customerId))];
  const rows = await run.prisma.customerLead.findMany({
    where: { accountId: run.accountId, customerId: { in: customerIds }, removedAt: null },
  });
  const places = await readPlaces(
    run,
    rows.map((row) => Number(row.leadId)),
  );
  const links = rows.map(({ customerId, leadId, reason, since }) => ({
    customerId,
    leadId: Number(leadId),
    byHand: reason === 'hand',
    since: since.getTime(),
    ...(places.get(Number(leadId)) ?? noPlace),
  }));
  return Map.groupBy(links, ({ customerId }) => customerId);
}

/** Of a lead missing from Kommo; its effects fail with the reason. */
const noPlace: Place = { pipelineId: 0, isOpen: false, problem: null };

const isOpen = (statusId: number, closedAt: unknown) => !closedStages.has(statusId) && !closedAt;

/** From the database, unless the settings depend on the current pipeline or a lead was never read. */
async function readPlaces(run: AccountRun, leadIds: readonly number[]): Promise<ReadonlyMap<number, Place>> {
  const dependsOnPipeline =
    run.settings.products.length > 0 || run.settings.rules.some((rule) => rule.pipelineId !== null);
  const known = await run.prisma.lead.findMany({
    where: { accountId: run.accountId, leadId: { in: leadIds.map(BigInt) } },
    select: { leadId: true, pipelineId: true, statusId: true, closedAt: true, isDeleted: true },
  });
  const places = new Map<number, Place>(
    known.map((row) => [
      Number(row.leadId),
      {
        pipelineId: Number(row.pipelineId),
        isOpen: !row.isDeleted && isOpen(Number(row.statusId), row.closedAt),
        problem: null,
      },
    ]),
  );
  const toRead = dependsOnPipeline ? leadIds : leadIds.filter((id) => !places.has(id));
  for (const [id, { lead, problem }] of await run.leads.read(toRead)) {
    places.set(id, {
      pipelineId: lead.pipeline_id,
      isOpen: !lead.is_deleted && isOpen(lead.status_id, lead.closed_at),
      problem,
    });
  }
  return places;
}

const earlierSchema = z.object({
  orderId: z.string().nullable(),
  subscriptionId: z.string().nullable(),
  leadId: int8,
});

async function readEarlierLeads(
  run: AccountRun,
  facts: readonly UnplannedFact[],
): Promise<Map<string, readonly number[]>> {
  const orderIds = facts.flatMap(({ fact }) => fact?.orderId ?? []);
  const subscriptionIds = facts.flatMap(({ fact }) => fact?.subscriptionId ?? []);
  const rows = await readRows(run.prisma, earlierSchema)`
    SELECT DISTINCT f."order_id" AS "orderId", f."subscription_id" AS "subscriptionId", f."lead_id" AS "leadId"
    FROM (SELECT "fact_key" FROM "facts" WHERE "account_id" = ${run.accountId}::uuid AND "order_id" = ANY(${orderIds}::text[])
      UNION ${decisiveKeys(run.accountId, subscriptionIds)}) k
    JOIN "facts" f ON f."account_id" = ${run.accountId}::uuid AND f."fact_key" = k."fact_key" AND f."lead_id" IS NOT NULL`;
  const earlier = new Map<string, readonly number[]>();
  for (const row of rows) {
    for (const ref of orderAndSubscriptionOf(row)) earlier.set(ref, [...(earlier.get(ref) ?? []), row.leadId]);
  }
  return earlier;
}
