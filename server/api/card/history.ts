import { factSchema } from '../../ledger/fact.ts';
import { withKnownOrder } from '../../ledger/known-order.ts';
import { matchDetailsSchema, matchReasons } from '../../matching/match.ts';
import type { Customer } from '../../platform/database/generated/client.ts';
import { canBeTakenBack } from '../../sync/links/link-by-hand.ts';
import { historyText } from '../../texts/fact-text.ts';
import { linkAgainText, linkedText, unlinkedText } from '../../texts/link-text.ts';
import { type UserNames, userName } from '../people/user-names.ts';
import type { Place } from './page-cursor.ts';
import type { HistoryEntry, UnlinkedCustomer } from './payments-view.ts';
import type { Facts } from './read-facts.ts';
import type { CardCustomers, Link } from './read-lead.ts';

type Ledger = CardCustomers & Facts;

/** An entry with its place in the whole history. */
interface Placed {
  readonly entry: HistoryEntry;
  readonly place: Place;
}

export interface HistoryPage {
  readonly placed: readonly Placed[];
  /** where the history goes on; null when it does not */
  readonly next: Place | null;
}

/** A link's entry follows the facts of the same moment: its key is this and its number. A fact's key stands behind another letter. */
const linkMark = 'l';
const factMark = 'f';

/** As `readFacts` takes it: where the facts go on behind a place in the history. */
export function factsAfter(after: Place): Place {
  return { at: after.at, key: after.key.startsWith(factMark) ? after.key.slice(1) : '' };
}

/**
 * What happened and why it is on this lead, in the reader's language, newest first. A fact of a later version is left out.
 * @param ledger with the facts from `after` on
 * @param after a place that an earlier page ended with
 */
export function readHistory(
  ledger: Ledger,
  userNames: UserNames,
  language: string,
  after: Place | null = null,
): HistoryPage {
  const last = ledger.hasOlderFacts ? ledger.facts.at(-1) : undefined;
  const end = last && placeOfFact(last);
  const links = linkEntries(ledger, userNames, language)
    .map((entry, index) => ({ entry, place: { at: Date.parse(entry.at), key: `${linkMark}${index}` } }))
    .filter(({ place }) => (end === undefined || place.at > end.at) && (after === null || isBehind(place, after)));
  const placed = [...factEntries(ledger, language), ...links].sort((one, other) => other.place.at - one.place.at);
  return { placed, next: end ?? null };
}

/** @param place a link's */
function isBehind(place: Place, after: Place): boolean {
  if (place.at !== after.at) return place.at < after.at;
  return after.key.startsWith(factMark) || Number(place.key.slice(1)) > Number(after.key.slice(1));
}

const placeOfFact = ({ occurredAt, factKey }: Facts['facts'][number]): Place => ({
  at: occurredAt.getTime(),
  key: `${factMark}${factKey}`,
});

function factEntries(ledger: Ledger, language: string): readonly Placed[] {
  const { facts, knownOrders, links, unconfirmed, byAddress } = ledger;
  const customers = [...links.map(({ customer }) => customer), ...unconfirmed, ...byAddress];
  const nameOfSeveral = (id: string | null): string | null => {
    const customer = customers.length > 1 ? customers.find((each) => each.id === id) : undefined;
    return customer === undefined ? null : nameOf(customer);
  };
  return facts.flatMap((row) => {
    const fact = factSchema.safeParse(row.data);
    // A group's members are shown by the group's own entry.
    if (!fact.success || fact.data.kind === 'snapshot') return [];
    const order = knownOrders.get(fact.data.orderId ?? '');
    const complete = order === undefined ? fact.data : withKnownOrder(fact.data, order);
    const parts = [historyText(complete, language), nameOfSeveral(row.customerId)];
    const text = parts.filter((part) => part !== null).join(' · ');
    return [{ entry: { at: row.occurredAt.toISOString(), type: row.type, text }, place: placeOfFact(row) }];
  });
}

/** The customers that a person unlinked from the lead a short time ago, the latest first. */
export function readUnlinked(
  { removed }: Pick<CardCustomers, 'removed'>,
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

function linkEntries(
  { links, removed }: CardCustomers,
  userNames: UserNames,
  language: string,
): readonly HistoryEntry[] {
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
