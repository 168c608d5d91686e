import type { PrismaClient } from '../database/generated/client.ts';
import { inChunks } from '../delivery/effect-batches.ts';
import type { KommoApi, KommoContact } from '../kommo/api.ts';
import { foldEmail } from '../ledger/email.ts';
import { emailsOf } from '../matching/contact-emails.ts';
import { domainOf } from '../matching/email.ts';
import { registrableDomain } from '../matching/registrable-domain.ts';
import { readContacts } from './read-contacts.ts';

const perRequest = 250;
/** Each costs a search of its own; a change at a mail provider's domain must not look for everybody there. */
const customersAtOnce = 200;

export interface RematchDependencies {
  readonly prisma: PrismaClient;
  readonly kommo: Pick<KommoApi, 'getLeads' | 'getContacts' | 'listChangedContacts' | 'listNewLeads'>;
  /** ms since 1970 */
  readonly now: () => number;
  /** stops between two requests */
  readonly signal: AbortSignal;
}

/**
 * Has unmatched customers looked for again whom a contact that was made or changed in Kommo since then (ms), or one of
 * a new lead, may belong to. Asks nothing while nobody is unmatched; wake the account's job when there were any.
 * @returns how many customers that are
 * @throws the errors of server/kommo/errors.ts
 */
export async function rematchChangedSince(
  dependencies: RematchDependencies,
  accountId: string,
  since: number,
): Promise<number> {
  const { prisma, kommo, signal } = dependencies;
  if (!(await isAnybodyUnmatched(prisma, accountId))) return 0;
  const from = Math.floor(since / 1000);
  const changed = await kommo.listChangedContacts(from);
  const leads = signal.aborted ? [] : await kommo.listNewLeads(from);
  const known = new Set(changed.map(({ id }) => id));
  const others = leads.flatMap(contactIdsOf).filter((id) => !known.has(id));
  const contacts = await readContacts(kommo, [...new Set(others)], signal);
  return rematchContacts(dependencies, accountId, [...changed, ...contacts.values()]);
}

/** The same for contacts and leads that Kommo's own webhooks named. */
export async function rematchNamed(
  dependencies: RematchDependencies,
  accountId: string,
  contactIds: readonly number[],
  leadIds: readonly number[],
): Promise<number> {
  const { prisma, kommo, signal } = dependencies;
  if (contactIds.length + leadIds.length === 0 || !(await isAnybodyUnmatched(prisma, accountId))) return 0;
  const wanted = new Set(contactIds);
  for (const chunk of inChunks(leadIds, perRequest)) {
    for (const id of (await kommo.getLeads(chunk)).flatMap(contactIdsOf)) wanted.add(id);
  }
  const contacts = await readContacts(kommo, [...wanted], signal);
  return rematchContacts(dependencies, accountId, [...contacts.values()]);
}

async function isAnybodyUnmatched(prisma: PrismaClient, accountId: string): Promise<boolean> {
  return (
    (await prisma.customer.findFirst({ where: { accountId, matchState: 'unmatched' }, select: { id: true } })) !== null
  );
}

function contactIdsOf(lead: Awaited<ReturnType<KommoApi['getLeads']>>[number]): readonly number[] {
  return lead._embedded?.contacts.map(({ id }) => id) ?? [];
}

/** Another spelling of an address, or a colleague's, has the same registrable domain: the search decides. */
async function rematchContacts(
  { prisma, now }: RematchDependencies,
  accountId: string,
  contacts: readonly KommoContact[],
): Promise<number> {
  const emails = contacts.flatMap(emailsOf).flatMap((email) => foldEmail(email) ?? []);
  if (emails.length === 0) return 0;
  const domains = [...new Set(emails.map(domainOf).map((host) => registrableDomain(host) ?? host))];
  return prisma.$executeRaw`
    UPDATE "customers" SET "next_match_at" = ${new Date(now())} WHERE "id" IN (
      SELECT "id" FROM "customers"
      WHERE "account_id" = ${accountId}::uuid AND "match_state" = 'unmatched' AND "next_match_at" IS NULL
        AND EXISTS (SELECT FROM unnest(${domains}::text[]) AS d("domain")
          WHERE right("email_folded", length(d."domain") + 1) IN ('@' || d."domain", '.' || d."domain"))
      ORDER BY "email_folded" = ANY(${emails}::text[]) DESC, "last_fact_at" DESC NULLS LAST LIMIT ${customersAtOnce})`;
}
