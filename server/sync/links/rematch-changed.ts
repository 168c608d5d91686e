import type { KommoContact, KommoLead } from '../../kommo/api/api.ts';
import { emailsOf } from '../../kommo/api/contact-emails.ts';
import { foldEmail } from '../../ledger/email.ts';
import { domainOf } from '../../matching/email.ts';
import { registrableDomain } from '../../matching/registrable-domain.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { readPresent } from './read-present.ts';
import type { RematchDependencies } from './recheck-dependencies.ts';

/** Each costs a search; a change at a mail provider's domain must not cause one for every customer there. */
const customersAtOnce = 200;

/**
 * Queues unmatched customers for matching if a contact that was created or changed in Kommo since then (ms), or the
 * contact of a new lead, may be theirs, or if their lead may have been accepted since. Sends no request if there are no
 * unmatched customers. Wake the account's job afterwards.
 * @throws the errors of server/kommo/requests/errors.ts
 */
export async function rematchChangedSince(
  dependencies: RematchDependencies,
  accountId: string,
  since: number,
): Promise<void> {
  const { prisma, kommo, signal } = dependencies;
  if (!(await hasUnmatchedCustomers(prisma, accountId))) return;
  await queueThoseWithoutOpenLead(dependencies, accountId);
  const from = Math.floor(since / 1000);
  const changed = await kommo.listChangedContacts(from);
  const leads = signal.aborted ? [] : await kommo.listNewLeads(from);
  const known = new Set(changed.map(({ id }) => id));
  const others = leads.flatMap(contactIdsOf).filter((id) => !known.has(id));
  const contacts = await readPresent(kommo.getContacts, others, signal);
  await rematchContacts(dependencies, accountId, [...changed, ...contacts.values()]);
}

/** The same for contacts and leads named by Kommo's webhooks. */
export async function rematchNamed(
  dependencies: RematchDependencies,
  accountId: string,
  contactIds: readonly number[],
  leadIds: readonly number[],
): Promise<void> {
  const { prisma, kommo, signal } = dependencies;
  if (contactIds.length + leadIds.length === 0 || !(await hasUnmatchedCustomers(prisma, accountId))) return;
  const leads = await readPresent(kommo.getLeads, leadIds, signal);
  const wanted = [...contactIds, ...[...leads.values()].flatMap(contactIdsOf)];
  const contacts = await readPresent(kommo.getContacts, wanted, signal);
  await rematchContacts(dependencies, accountId, [...contacts.values()]);
}

/** Their lead may have been accepted from the incoming ones, or its pipeline taken out of the archive. */
async function queueThoseWithoutOpenLead({ prisma, now }: RematchDependencies, accountId: string): Promise<void> {
  await prisma.$executeRaw`
    UPDATE "customers" SET "next_match_at" = ${new Date(now())}
    WHERE "account_id" = ${accountId}::uuid AND "match_state" = 'unmatched' AND "id" IN (
      SELECT "id" FROM "customers" WHERE "account_id" = ${accountId}::uuid AND "match_state" = 'unmatched'
        AND "next_match_at" IS NULL AND "match" -> 'why' ->> 'code' = 'noOpenLead'
      ORDER BY "last_fact_at" DESC NULLS LAST LIMIT ${customersAtOnce})`;
}

async function hasUnmatchedCustomers(prisma: PrismaClient, accountId: string): Promise<boolean> {
  const first = await prisma.customer.findFirst({
    where: { accountId, matchState: 'unmatched' },
    select: { id: true },
  });
  return first !== null;
}

function contactIdsOf({ _embedded }: KommoLead): readonly number[] {
  return _embedded?.contacts.map(({ id }) => id) ?? [];
}

/** Selects by registrable domain, which other spellings and colleagues share; the search itself decides. */
async function rematchContacts(
  { prisma, now }: RematchDependencies,
  accountId: string,
  contacts: readonly KommoContact[],
): Promise<void> {
  const emails = contacts.flatMap(emailsOf).flatMap((email) => foldEmail(email) ?? []);
  if (emails.length === 0) return;
  const domains = [...new Set(emails.map(domainOf).map((host) => registrableDomain(host) ?? host))];
  await prisma.$executeRaw`
    UPDATE "customers" SET "next_match_at" = ${new Date(now())}
    WHERE "account_id" = ${accountId}::uuid AND "match_state" = 'unmatched' AND "id" IN (
      SELECT "id" FROM "customers"
      WHERE "account_id" = ${accountId}::uuid AND "match_state" = 'unmatched' AND "next_match_at" IS NULL
        AND EXISTS (SELECT FROM unnest(${domains}::text[]) AS d("domain")
          WHERE right("email_folded", length(d."domain") + 1) IN ('@' || d."domain", '.' || d."domain"))
      ORDER BY "email_folded" = ANY(${emails}::text[]) DESC, "last_fact_at" DESC NULLS LAST LIMIT ${customersAtOnce})`;
}
