import { z } from 'zod';
import { recordAudit } from '../../audit/record-audit.ts';
import { storeLeads } from '../../delivery/leads/known-leads.ts';
import type { KommoLead } from '../../kommo/api/api.ts';
import { type FormerLink, matchDetailsSchema, unmatchedSchema } from '../../matching/match.ts';
import { holdUpErasures } from '../../platform/database/erasure-lock.ts';
import type { Customer, CustomerLead, PrismaClient } from '../../platform/database/generated/client.ts';
import { day } from '../../platform/time/units.ts';
import { linkedState } from '../linked-state.ts';
import { unassignPendingFacts } from './unassign-pending-facts.ts';

/** The customer was erased while Kommo was asked about the lead. */
export class CustomerGone extends Error {
  override readonly name = 'CustomerGone';
}

/** The customer is neither linked to the lead nor suggested for it. */
export class NotLinked extends Error {
  override readonly name = 'NotLinked';
}

/** The person who decides, the customer, and the time (ms). */
export interface Decision {
  readonly accountId: string;
  readonly customerId: string;
  /** Kommo's */
  readonly userId: number;
  readonly now: number;
}

/**
 * A link by hand outranks every automatic match, and the program never removes it. The lead's main contact is stored
 * with it: it shows where the lead went after a merge. The former state of the link stays readable. Repeating the
 * decision changes nothing. If a payment link's own link was just removed, it is restored as such: as a link by hand,
 * it would put all of the customer's payments on the lead.
 * @param lead as Kommo shows it now
 * @throws CustomerGone
 */
export async function linkByHand(prisma: PrismaClient, lead: KommoLead, decision: Decision): Promise<void> {
  const { accountId, customerId, userId, now } = decision;
  const contacts = lead._embedded?.contacts ?? [];
  const contactId = (contacts.find(({ is_main }) => is_main) ?? contacts[0])?.id ?? null;
  const where = { accountId_customerId_leadId: { accountId, customerId, leadId: BigInt(lead.id) } };
  await prisma.$transaction(async (transaction) => {
    await holdUpErasures(transaction, accountId);
    const kept = { id: customerId, accountId, matchState: { not: 'erased' } };
    if ((await transaction.customer.count({ where: kept })) === 0) throw new CustomerGone();
    await storeLeads(transaction, accountId, [lead], now);
    const before = await transaction.customerLead.findUnique({ where });
    if (before !== null && isDecided(before)) return;
    const link = {
      contactId,
      reason: before?.reason === 'tag' && canBeTakenBack(before, now) ? 'tag' : 'hand',
      details: before === null ? {} : { former: formerLinks(before) },
      confidence: 100,
      since: new Date(now),
      linkedBy: userId,
      removedAt: null,
      removedBy: null,
    };
    await transaction.customerLead.upsert({
      where,
      create: { accountId, customerId, leadId: lead.id, ...link },
      update: link,
    });
    await transaction.customer.update({
      where: { accountId_id: { accountId, id: customerId } },
      data: linkedState(now),
    });
    await recordAudit(transaction, {
      accountId,
      userId,
      action: before === null || before.removedAt === null ? 'customer_linked' : 'customer_linked_again',
      subject: lead.id,
      ...(before !== null && { before: { reason: before.reason, removed: before.removedAt !== null } }),
      after: { customerId, reason: link.reason },
    });
  });
}

function isDecided({ reason, linkedBy, removedAt }: CustomerLead): boolean {
  return removedAt === null && (reason === 'hand' || (reason === 'tag' && linkedBy !== null));
}

/** ms for which the card offers to undo an unlinking */
const regretWithin = day;

type Removal = Pick<CustomerLead, 'since' | 'removedAt' | 'removedBy'>;

/** Whether a person unlinked the customer recently; a customer that was ruled out was never linked. */
export function canBeTakenBack<Link extends Removal>(
  link: Link,
  now: number,
): link is Link & { removedAt: Date; removedBy: bigint } {
  const { since, removedAt, removedBy } = link;
  if (removedAt === null || removedBy === null) return false;
  return removedAt.getTime() > now - regretWithin && since.getTime() < removedAt.getTime();
}

/** Former decisions kept per customer and lead. */
const formerAtMost = 20;

function formerLinks({ details, reason, since, linkedBy, removedAt, removedBy }: CustomerLead): FormerLink[] {
  const { former = [] } = matchDetailsSchema.parse(details);
  const { former: _, ...told } = z.record(z.string(), z.json()).parse(details);
  const last = {
    reason,
    details: told,
    since: since.getTime(),
    linkedBy: linkedBy === null ? null : Number(linkedBy),
    removedAt: removedAt?.getTime() ?? null,
    removedBy: removedBy === null ? null : Number(removedBy),
  };
  return [...former, last].slice(-formerAtMost);
}

/**
 * The removed link stays as a row, so that matching does not restore it; another lead may be found. Planned but
 * unfinished effects move to the customer's next lead.
 * @throws NotLinked
 */
export async function unlinkByHand(prisma: PrismaClient, leadId: number, decision: Decision): Promise<void> {
  const { accountId, customerId, userId, now } = decision;
  const isUnlinked = await prisma.$transaction(async (transaction) => {
    const { count } = await transaction.customerLead.updateMany({
      where: { accountId, leadId, customerId, removedAt: null },
      data: { removedAt: new Date(now), removedBy: userId },
    });
    if (count === 0) return false;
    await recordAudit(transaction, {
      ...{ accountId, userId, action: 'customer_unlinked', subject: leadId },
      before: { customerId },
    });
    await unassignPendingFacts(transaction, accountId, [{ customerId, leadId: BigInt(leadId) }]);
    const left = await transaction.customerLead.count({ where: { accountId, customerId, removedAt: null } });
    if (left > 0) return true;
    await transaction.customer.updateMany({
      where: { id: customerId, accountId },
      data: { matchState: 'new', nextMatchAt: new Date(now) },
    });
    return true;
  });
  if (!isUnlinked) await ruleOut(prisma, leadId, decision);
}

/** Whether the lead's card offers the customer: as a suggestion, or because they were on it before. */
export async function isOffered(
  prisma: PrismaClient,
  accountId: string,
  { leadId, customerId }: { readonly leadId: number; readonly customerId: string },
): Promise<boolean> {
  const customer = await prisma.customer.findFirst({
    where: { id: customerId, accountId },
    include: { leads: { where: { leadId } } },
  });
  return customer !== null && (customer.leads.length > 0 || isSuggested(customer, leadId));
}

function isSuggested(
  customer: Pick<Customer, 'match' | 'matchState' | 'notRelevantAt'> | null,
  leadId: number,
): boolean {
  if (customer?.matchState !== 'unmatched' || customer.notRelevantAt !== null) return false;
  const match = unmatchedSchema.safeParse(customer.match).data;
  return match?.candidates.some((candidate) => candidate.leadId === leadId) ?? false;
}

/** Stores that a suggested customer does not belong to this lead: a link that is removed from the start. */
async function ruleOut(prisma: PrismaClient, leadId: number, decision: Decision): Promise<void> {
  const { accountId, customerId, userId } = decision;
  const now = new Date(decision.now);
  const isRuledOut = await prisma.$transaction(async (transaction) => {
    await holdUpErasures(transaction, accountId);
    const customer = await transaction.customer.findFirst({ where: { id: customerId, accountId } });
    if (!isSuggested(customer, leadId)) return false;
    const { count } = await transaction.customerLead.createMany({
      data: { accountId, leadId, customerId, reason: 'hand', since: now, removedAt: now, removedBy: userId },
      skipDuplicates: true,
    });
    if (count === 0) return false;
    await transaction.customer.updateMany({ where: { id: customerId, accountId }, data: { nextMatchAt: now } });
    await recordAudit(transaction, {
      ...{ accountId, userId, action: 'customer_ruled_out', subject: leadId },
      after: { customerId },
    });
    return true;
  });
  if (!isRuledOut) throw new NotLinked();
}
