import { waitingText } from '../../texts/link-text.ts';
import { readPaymentLinks, toLinkView } from '../payment-links/read-links.ts';
import { maySeeBuyers } from '../people/buyers-access.ts';
import { readUserNames } from '../people/user-names.ts';
import type { WidgetUser } from '../people/widget-user.ts';
import type { ApiServices } from '../prepare-api.ts';
import { buildView } from './build-view.ts';
import { readHistory, readUnlinked } from './history.ts';
import { type CardMonths, monthsAt, startsOfPast } from './months.ts';
import type { PaymentsView, PersonPaymentsView, WaitingCustomers } from './payments-view.ts';
import { refundsAreNewsSince } from './problems.ts';
import { findLeadCustomers, readLedger, type SumTimes } from './read-lead.ts';
import type { PersonCard, PersonReach } from './read-person.ts';
import { readSetup } from './read-setup.ts';
import { readSuggestions } from './suggestions.ts';
import { waitingAtMost } from './waiting-count.ts';

type ViewServices = Pick<ApiServices, 'config' | 'database' | 'sealer'>;

/** A person who looks at a lead. */
export interface Reader {
  readonly user: WidgetUser;
  /** whether they may change the lead in Kommo */
  readonly edit: boolean;
  /** customers who wait for a lead; 0 for a reader who may not link them */
  readonly waiting: number;
  readonly language: string;
  /** folded addresses of the open card's contacts, or none */
  readonly emails: readonly string[];
  /** one that Intl knows */
  readonly timeZone: string;
}

/** Reads all that one reader is shown of a lead. */
export async function readView(
  { config: { publicUrl }, database, sealer }: ViewServices,
  leadId: number,
  { user, edit, waiting, language, emails, timeZone }: Reader,
): Promise<PaymentsView> {
  const { prisma } = database;
  const { accountId, isAdministrator } = user;
  const now = new Date();
  const months = monthsAt(now.getTime(), timeZone);
  const [[ledger, suggestions], search, setup, userNames, links] = await Promise.all([
    readLead(),
    edit && maySeeBuyers(prisma, user),
    readSetup(prisma, sealer, accountId),
    readUserNames(prisma, accountId),
    readPaymentLinks(database, accountId, leadId),
  ]);
  const view = buildView({
    ...{ ledger, months },
    history: readHistory(ledger, userNames, language),
    unlinked: readUnlinked(ledger, userNames, language, now.getTime()),
    suggestions,
    paymentLinks: links.map((link) => toLinkView(link, publicUrl, userNames, now.getTime())),
    userNames,
    setup,
    rights: { configure: isAdministrator, link: edit, search },
    language,
    now,
  });
  return { leadId, ...view, waiting: waiting === 0 ? null : describeWaiting(waiting, language) };

  async function readLead() {
    const reach = await findLeadCustomers(database, accountId, leadId, emails);
    const isWithoutCustomers = reach.links.length + reach.unconfirmed.length === 0;
    return Promise.all([
      readLedger(database, reach, sumTimes(now, months)),
      isWithoutCustomers ? readSuggestions(database, accountId, leadId, language) : [],
    ]);
  }
}

function sumTimes(now: Date, months: CardMonths): SumTimes {
  return { now, monthStarts: startsOfPast(months), recentSince: refundsAreNewsSince(now) };
}

function describeWaiting(count: number, language: string): WaitingCustomers {
  return { count, text: waitingText(count, waitingAtMost, language) };
}

/** The view of a contact or company. What takes a lead, such as linking, has its place on the leads that the view names. */
export async function readPersonView(
  { database, sealer }: ViewServices,
  { kind, id }: PersonCard,
  { reach, leads }: PersonReach,
  { user: { accountId, isAdministrator }, language, timeZone }: Pick<Reader, 'user' | 'language' | 'timeZone'>,
): Promise<PersonPaymentsView> {
  const { prisma } = database;
  const now = new Date();
  const months = monthsAt(now.getTime(), timeZone);
  const [ledger, setup, userNames] = await Promise.all([
    readLedger(database, reach, sumTimes(now, months)),
    readSetup(prisma, sealer, accountId),
    readUserNames(prisma, accountId),
  ]);
  const view = buildView({
    ...{ ledger, months },
    history: readHistory(ledger, userNames, language),
    ...{ unlinked: [], suggestions: [], paymentLinks: [] },
    userNames,
    setup,
    rights: { configure: isAdministrator, link: false, search: false },
    language,
    now,
  });
  return kind === 'contact' ? { contactId: id, leads, ...view } : { companyId: id, leads, ...view };
}
