import { isOfSingleItems, markOrSkip, reasonOfFailure } from '../../delivery/effects/isolate-failures.ts';
import { lookAfterFailure } from '../../delivery/effects/retry-delays.ts';
import { refusesCents, rememberWholePrices } from '../../delivery/leads/whole-prices.ts';
import { emailsOf } from '../../kommo/api/contact-emails.ts';
import { clockTolerance } from '../../kommo/limits.ts';
import {
  KommoAccountUnavailable,
  KommoForbidden,
  KommoNotSent,
  KommoRefused,
  KommoUncertain,
} from '../../kommo/requests/errors.ts';
import { foldEmail, readableEmail } from '../../ledger/email.ts';
import { unmatchedSchema } from '../../matching/match.ts';
import type { Customer, LeadCreation } from '../../platform/database/generated/client.ts';
import { holdLedger, ledgerTransaction } from '../../platform/database/ledger-lock.ts';
import { reportOf } from '../../platform/runtime/error-report.ts';
import { minute } from '../../platform/time/units.ts';
import { createdLeadTag } from '../../rules/planning/new-lead.ts';
import { storeMatches } from '../match/store-match.ts';
import type { AccountRun } from '../run.ts';
import { haveSettingsChanged } from '../settings-changed.ts';
import {
  becomeUncertain,
  forgetCreation,
  markCreated,
  markCreating,
  markNotCreated,
  noMatchCodes,
  requestConfiguredLeads,
  retryCreation,
} from './lead-creations.ts';
import { planCreation } from './plan-lead.ts';

/** Leads per round; each costs a request, and due effects are delivered between the rounds. */
const leadsPerRound = 20;
/** ms; Kommo does not document how soon a new contact shows in its search */
const searchLag = 10 * minute;

/**
 * Creates contacts and leads for customers without a match in Kommo, if the settings or a person ask for it. Each
 * customer was searched for just before. A lead that may already exist is searched for by the contact's address before
 * it is created again.
 * @returns whether anything has changed
 * @throws KommoNotSent, KommoUncertain, KommoAccountUnavailable after storing the lead's state
 */
export async function createLeads(run: AccountRun): Promise<boolean> {
  const { prisma, accountId, settings } = run;
  if (settings.matching.createWhenUnmatched === 'lead') await requestConfiguredLeads(prisma, accountId, run.now());
  // While writing is paused, leads that may already exist are searched for, and none is created.
  const dueStates = run.isWritingPaused ? ['uncertain'] : ['wanted', 'uncertain'];
  const due = await prisma.leadCreation.findMany({
    where: { accountId, state: { in: dueStates }, lookAt: { lte: new Date(run.now()) } },
    orderBy: [{ lookAt: 'asc' }, { emailFolded: 'asc' }],
    take: leadsPerRound,
  });
  if (due.length > 0 && (await haveSettingsChanged(run))) return true;
  let changed = await linkLatecomers(run);
  for (const creation of due) {
    const step = creation.state === 'uncertain' ? lookForCreated : createWanted;
    if (await doOrSetAside(run, creation, () => step(run, creation))) changed = true;
    if (run.signal.aborted) break;
  }
  return changed;
}

/** A creation that was set aside holds up no other; a person may ask for it again. */
async function doOrSetAside(run: AccountRun, creation: LeadCreation, step: () => Promise<boolean>): Promise<boolean> {
  const name = `lead creation ${creation.emailFolded}` as const;
  if (run.skips.has(name)) return false;
  try {
    return await step();
  } catch (error) {
    if (!isOfSingleItems(error)) throw error;
    run.log.error({ ...reportOf(error), accountId: run.accountId }, 'a lead could not be made');
    await markOrSkip(run.skips, [name], () => markNotCreated(run.prisma, creation, reasonOfFailure(error)));
    return false;
  }
}

/** Links customers with the address of a new lead who were searched for before Kommo's search showed it. */
async function linkLatecomers(run: AccountRun): Promise<boolean> {
  const { prisma, accountId } = run;
  const recent = await prisma.leadCreation.findMany({
    where: { accountId, state: 'done', leadId: { not: null }, doneAt: { gt: new Date(run.now() - searchLag) } },
  });
  if (recent.length === 0) return false;
  const late = await prisma.customer.findMany({
    where: { accountId, matchState: 'unmatched', emailFolded: { in: recent.map(({ emailFolded }) => emailFolded) } },
    include: { leads: { select: { leadId: true } } },
  });
  const byAddress = Map.groupBy(late.filter(nobodyFits), ({ emailFolded }) => emailFolded);
  let changed = false;
  for (const creation of recent) {
    const leadId = Number(creation.leadId);
    // A removed link was removed on purpose: by a person, or because the lead is missing from Kommo.
    const customers = byAddress
      .get(creation.emailFolded)
      ?.filter(({ leads }) => leads.every((link) => link.leadId !== creation.leadId));
    if (customers === undefined || customers.length === 0) continue;
    const link = () => linkCreated(run, creation, customers, { leadId, contactId: null });
    if (await doOrSetAside(run, creation, link)) changed = true;
  }
  return changed;
}

function nobodyFits({ match }: Customer): boolean {
  const told = unmatchedSchema.safeParse(match).data;
  return told !== undefined && noMatchCodes.includes(told.why.code);
}

async function createWanted(run: AccountRun, creation: LeadCreation): Promise<boolean> {
  const customers = await readCustomers(run, creation);
  // A person may have put them aside since the lead was requested.
  const unmatched = customers.filter((each) => each.matchState === 'unmatched' && each.notRelevantAt === null);
  const [customer] = unmatched;
  // A customer due for a search now may be found; a customer due later was not found just now.
  if (customers.some(({ nextMatchAt }) => nextMatchAt !== null && nextMatchAt.getTime() <= run.now())) return false;
  if (customer === undefined) {
    await forgetCreation(run.prisma, creation);
    return true;
  }
  const stale = unmatched.filter(({ matchedAt }) => matchedAt === null || matchedAt < creation.lookAt);
  if (stale.length === 0) return create(run, creation, customer, unmatched);
  await run.prisma.customer.updateMany({
    where: { accountId: run.accountId, id: { in: stale.map(({ id }) => id) }, matchState: 'unmatched' },
    data: { nextMatchAt: new Date(run.now()) },
  });
  return true;
}

function readCustomers(run: AccountRun, { emailFolded }: LeadCreation): Promise<Customer[]> {
  return run.prisma.customer.findMany({ where: { accountId: run.accountId, emailFolded }, orderBy: { id: 'asc' } });
}

async function create(
  run: AccountRun,
  wanted: LeadCreation,
  customer: Customer,
  unmatched: readonly Customer[],
  refusedUsers: readonly number[] = [],
): Promise<boolean> {
  const { lead, userIds, ...plan } = await planCreation(run, customer, wanted.requestedBy);
  const willing = userIds.filter((id) => !refusedUsers.includes(id));
  const creation = await markCreating(run.prisma, wanted, { ...plan, userIds: willing }, run.now());
  const responsible = creation.responsibleId === null ? null : Number(creation.responsibleId);
  try {
    const { leadId, contactId } = await run.kommo.createLead({
      ...lead,
      ...(responsible !== null && { responsible_user_id: responsible }),
    });
    return await linkCreated(run, creation, unmatched, { leadId, contactId });
  } catch (error) {
    const isForUser = responsible !== null && refusesUser(error);
    const isForCents = error instanceof KommoRefused && refusesCents(lead.price, error.problems);
    if (!isForUser && !isForCents) {
      await settleFailure(run, creation, error);
      return true;
    }
    await retryCreation(run.prisma, creation, run.now());
    if (isForUser) await run.memory.users(run.accountId, 'fresh');
    if (isForCents) await rememberWholePrices(run.prisma, run.accountId);
    const refused = isForUser ? [...refusedUsers, responsible] : refusedUsers;
    return create(run, creation, customer, unmatched, refused);
  }
}

/** The user was deactivated after the users were last read from Kommo. */
function refusesUser(error: unknown): boolean {
  return error instanceof KommoRefused && error.problems.some(({ path }) => path.endsWith('responsible_user_id'));
}

/** @throws errors that make the account pause */
async function settleFailure(run: AccountRun, creation: LeadCreation, error: unknown): Promise<void> {
  const { prisma } = run;
  const now = run.now();
  if (error instanceof KommoRefused) {
    const words = error.problems.map(({ path, detail }) => [path, detail].filter(Boolean).join(': '));
    await markNotCreated(prisma, creation, words.length === 0 ? error.message : words.join('; '));
    await run.memory.pipelines(run.accountId, 'fresh');
    return;
  }
  if (error instanceof KommoForbidden) return markNotCreated(prisma, creation, error.message);
  if (error instanceof KommoNotSent || error instanceof KommoAccountUnavailable) {
    await retryCreation(prisma, creation, now);
  } else if (error instanceof KommoUncertain) {
    const sentAt = creation.sentAt?.getTime() ?? now;
    await becomeUncertain(prisma, creation, lookAfterFailure(sentAt, now, creation.attempts), error.message);
    if (run.mayGoOn()) return;
  }
  throw error;
}

async function linkCreated(
  run: AccountRun,
  creation: LeadCreation,
  customers: readonly Customer[],
  { leadId, contactId }: { readonly leadId: number; readonly contactId: number | null },
): Promise<true> {
  const { prisma, accountId } = run;
  await prisma.$transaction(async (transaction) => {
    await holdLedger(transaction, accountId);
    for (const customer of customers) {
      const match = { leadId, contactId, reason: 'created', confidence: 100, details: {} } as const;
      await storeMatches(transaction, customer, [match], [], run.now());
    }
    await transaction.customerLead.updateMany({
      where: { accountId, leadId, reason: 'created' },
      data: { linkedBy: creation.requestedBy },
    });
    // Last: an erasure also changes the customers first, so the second of the two waits.
    await markCreated(transaction, creation, leadId, run.now());
  }, ledgerTransaction);
  return true;
}

/** The newest lead of a contact with this address that has our tag and the sent name. */
async function lookForCreated(run: AccountRun, creation: LeadCreation): Promise<boolean> {
  const customers = await readCustomers(run, creation);
  const since = Math.floor((creation.sentAt?.getTime() ?? 0) / 1000) - clockTolerance;
  const email = customers.find((customer) => customer.email !== null)?.email ?? creation.emailFolded;
  const contacts = (await run.kommo.searchContacts(readableEmail(email))).filter((contact) =>
    emailsOf(contact).some((own) => foldEmail(own) === creation.emailFolded),
  );
  const owners = new Map(
    contacts.flatMap(({ id, _embedded }) => (_embedded?.leads ?? []).map((lead) => [lead.id, id] as const)),
  );
  const leads = await run.kommo.getLeads([...owners.keys()]);
  const made = leads.find(
    (lead) =>
      lead.is_deleted !== true &&
      lead.created_at >= since &&
      lead.name === creation.name &&
      lead._embedded?.tags.some(({ name }) => name === createdLeadTag) === true,
  );
  if (made === undefined) {
    await retryCreation(run.prisma, creation, run.now());
    return true;
  }
  const unmatched = customers.filter(({ matchState }) => matchState === 'unmatched' || matchState === 'new');
  return linkCreated(run, creation, unmatched, { leadId: made.id, contactId: owners.get(made.id) ?? null });
}
