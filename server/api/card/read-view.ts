import { waitingText } from '../../texts/link-text.ts';
import { readPaymentLinks, toLinkView } from '../payment-links/read-links.ts';
import { maySeeBuyers } from '../people/buyers-access.ts';
import { readUserNames } from '../people/user-names.ts';
import type { WidgetUser } from '../people/widget-user.ts';
import type { ApiServices } from '../prepare-api.ts';
import { buildView } from './build-view.ts';
import { readHistory, readUnlinked } from './history.ts';
import type { PaymentsView, PersonPaymentsView, WaitingCustomers } from './payments-view.ts';
import { readLead } from './read-lead.ts';
import type { PersonCard, PersonLedger } from './read-person.ts';
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
}

/** Reads all that one reader is shown of a lead. */
export async function readView(
  { config: { publicUrl }, database, sealer }: ViewServices,
  leadId: number,
  { user, edit, waiting, language, emails }: Reader,
): Promise<PaymentsView> {
  const { prisma } = database;
  const { accountId, isAdministrator } = user;
  const search = edit && (await maySeeBuyers(prisma, user));
  const ledger = await readLead(database, accountId, leadId, emails);
  const isWithoutCustomers = ledger.links.length + ledger.unconfirmed.length === 0;
  const [setup, userNames, links, suggestions] = await Promise.all([
    readSetup(prisma, sealer, accountId),
    readUserNames(prisma, accountId),
    readPaymentLinks(database, accountId, leadId),
    isWithoutCustomers ? readSuggestions(database, accountId, leadId, language) : [],
  ]);
  const now = new Date();
  const view = buildView({
    ledger,
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
}

function describeWaiting(count: number, language: string): WaitingCustomers {
  return { count, text: waitingText(count, waitingAtMost, language) };
}

/** The view of a contact or company. What takes a lead, such as linking, has its place on the leads that the view names. */
export async function readPersonView(
  { database: { prisma }, sealer }: ViewServices,
  { kind, id }: PersonCard,
  { ledger, leads }: PersonLedger,
  { user: { accountId, isAdministrator }, language }: Pick<Reader, 'user' | 'language'>,
): Promise<PersonPaymentsView> {
  const [setup, userNames] = await Promise.all([
    readSetup(prisma, sealer, accountId),
    readUserNames(prisma, accountId),
  ]);
  const view = buildView({
    ledger,
    history: readHistory(ledger, userNames, language),
    ...{ unlinked: [], suggestions: [], paymentLinks: [] },
    userNames,
    setup,
    rights: { configure: isAdministrator, link: false, search: false },
    language,
    now: new Date(),
  });
  return kind === 'contact' ? { contactId: id, leads, ...view } : { companyId: id, leads, ...view };
}
