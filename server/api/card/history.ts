import { factSchema } from '../../ledger/fact.ts';
import { knownOrderOf, withKnownOrder } from '../../ledger/known-order.ts';
import { matchDetailsSchema, matchReasons } from '../../matching/match.ts';
import type { Customer } from '../../platform/database/generated/client.ts';
import { canBeTakenBack } from '../../sync/links/link-by-hand.ts';
import { historyText } from '../../texts/fact-text.ts';
import { linkAgainText, linkedText, unlinkedText } from '../../texts/link-text.ts';
import { type UserNames, userName } from '../people/user-names.ts';
import type { HistoryEntry, UnlinkedCustomer } from './payments-view.ts';
import type { CardLedger, Link } from './read-lead.ts';

type Ledger = Pick<CardLedger, 'facts' | 'orders' | 'links' | 'removed' | 'unconfirmed' | 'byAddress'>;

/** What happened and why it is on this lead, in the reader's language, newest first. A fact of a later version is left out. */
export function readHistory(ledger: Ledger, userNames: UserNames, language: string): readonly HistoryEntry[] {
  return [...factEntries(ledger, language), ...linkEntries(ledger, userNames, language)].sort((one, other) =>
    other.at.localeCompare(one.at),
  );
}

function factEntries(
  { facts, orders, links, unconfirmed, byAddress }: Ledger,
  language: string,
): readonly HistoryEntry[] {
  const customers = [...links.map(({ customer }) => customer), ...unconfirmed, ...byAddress];
  const nameOfSeveral = (id: string | null): string | null => {
    const customer = customers.length > 1 ? customers.find((each) => each.id === id) : undefined;
    return customer === undefined ? null : nameOf(customer);
  };
  const ordersById = new Map(orders.map((order) => [order.orderId, knownOrderOf(order)]));
  return facts.flatMap(({ data, type, occurredAt, customerId }) => {
    const fact = factSchema.safeParse(data);
    // A group's members are shown by the group's own entry.
    if (!fact.success || fact.data.kind === 'snapshot') return [];
    const order = ordersById.get(fact.data.orderId ?? '');
    const complete = order === undefined ? fact.data : withKnownOrder(fact.data, order);
    const parts = [historyText(complete, language), nameOfSeveral(customerId)];
    return [{ at: occurredAt.toISOString(), type, text: parts.filter((part) => part !== null).join(' · ') }];
  });
}

/** The customers that a person unlinked from the lead a short time ago, the latest first. */
export function readUnlinked(
  { removed }: Pick<CardLedger, 'removed'>,
  userNames: UserNames,
  language: string,
  now: number,
): readonly UnlinkedCustomer[] {
  return removed
    .filter((link) => canBeTakenBack(link, now))
    .map(({ customer, removedAt, removedBy }) => {
      const text = unlinkedText(nameOf(customer), userName(userNames, removedBy), true, language);
      return { at: removedAt.getTime(), view: { id: customer.id, text, again: linkAgainText(language) } };
    })
    .toSorted((one, other) => other.at - one.at)
    .map(({ view }) => view);
}

function linkEntries({ links, removed }: Ledger, userNames: UserNames, language: string): readonly HistoryEntry[] {
  const linked = (link: Link): HistoryEntry => ({
    at: link.since.toISOString(),
    type: 'link.created',
    text: linkedText(
      nameOf(link.customer),
      userName(userNames, link.linkedBy),
      { reason: matchReasons.parse(link.reason), details: matchDetailsSchema.parse(link.details) },
      language,
    ),
  });
  const unlinked = ({ removedAt, removedBy, ...link }: Link): readonly HistoryEntry[] => {
    if (removedAt === null) return [];
    // One that was ruled out before it was linked has been removed from its beginning.
    const wasLinked = link.since.getTime() < removedAt.getTime();
    const by = userName(userNames, removedBy) ?? 'Kommo';
    const text = unlinkedText(nameOf(link.customer), by, wasLinked, language);
    const entry = { at: removedAt.toISOString(), type: 'link.removed', text };
    return wasLinked ? [linked({ ...link, removedAt, removedBy }), entry] : [entry];
  };
  const present = links.flatMap((link) => [
    ...formerLinks(link).flatMap((former) => (former.removedAt === null ? [linked(former)] : unlinked(former))),
    linked(link),
  ]);
  return [...present, ...removed.flatMap((link) => [...formerLinks(link), link]).flatMap(unlinked)];
}

/** How it was before somebody decided anew. */
function formerLinks(link: Link): readonly Link[] {
  const { former = [] } = matchDetailsSchema.parse(link.details);
  return former.map(({ details, since, linkedBy, removedAt, removedBy, reason }) => ({
    ...link,
    reason,
    details: matchDetailsSchema.parse(details),
    since: new Date(since),
    linkedBy: linkedBy === null ? null : BigInt(linkedBy),
    removedAt: removedAt === null ? null : new Date(removedAt),
    removedBy: removedBy === null ? null : BigInt(removedBy),
  }));
}

const nameOf = ({ name, company, email }: Customer): string => name ?? company ?? email ?? '–';
