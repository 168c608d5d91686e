import { recordAudit } from '../audit/record-audit.ts';
import { foldEmail } from '../ledger/email.ts';
import { erasedText, stubPrefix } from '../ledger/erased.ts';
import { reasonsOfOwnContact, unmatchedSchema } from '../matching/match.ts';
import type { Transaction } from '../platform/database/database.ts';
import { holdUpRecording } from '../platform/database/erasure-lock.ts';
import { Prisma, type PrismaClient } from '../platform/database/generated/client.ts';
import { minute } from '../platform/time/units.ts';
import { type HashPerson, hashName } from './erased-people.ts';
import { findPerson, type Person, type PersonSearch } from './find-person.ts';

/** ms; the addresses of all facts are compared */
const timeout = 10 * minute;

export interface Eraser {
  readonly accountId: string;
  /** Kommo's; null when the server's operator does it */
  readonly userId: number | null;
}

/**
 * Begins to erase a person: no data of the person is stored from now on, and all mentions of the person outside events
 * and facts are deleted. `runErasure` does the rest.
 * @returns the erasure's id
 */
export async function startErasure(
  prisma: PrismaClient,
  hashPerson: HashPerson,
  { accountId, userId }: Eraser,
  search: PersonSearch,
): Promise<string> {
  return prisma.$transaction(
    async (transaction) => {
      // Waits for transactions that record events and have not seen the tombstones: server/personal-data/guard.ts
      await holdUpRecording(transaction, accountId);
      const person = await findPerson(transaction, accountId, search);
      const stub = await storeTombstones(transaction, hashPerson, accountId, person);
      const inKommo = await readKommoIds(transaction, accountId, person);
      const { id } = await transaction.erasure.create({
        data: {
          accountId,
          stub,
          customerIds: [...person.customerIds],
          nameHashes: person.names.map((name) => hashName(hashPerson, accountId, name)),
          ...inKommo,
          counts: await forgetPerson(transaction, accountId, person, inKommo.leadIds),
        },
      });
      await recordAudit(transaction, { accountId, userId, action: 'person_erased', subject: id });
      return id;
    },
    { timeout, maxWait: minute },
  );
}

/** @returns the stub; a person who was erased before keeps theirs */
async function storeTombstones(
  transaction: Transaction,
  hashPerson: HashPerson,
  accountId: string,
  { emails, fastspringAccountIds }: Person,
): Promise<string> {
  const hashes = [
    ...emails.map((email) => ({ kind: 'email', hash: hashPerson(accountId, 'email', email) })),
    ...fastspringAccountIds.map((id) => ({ kind: 'account', hash: hashPerson(accountId, 'account', id) })),
  ];
  const [first] = hashes;
  if (first === undefined) throw new Error('There is nothing by which the person would be recognized');
  const known = await transaction.erasedPerson.findFirst({
    where: { accountId, OR: hashes },
    orderBy: { stub: 'asc' },
  });
  const stub = known?.stub ?? `${stubPrefix}${first.hash.slice(0, 22)}`;
  const rows = hashes.map((row) => ({ accountId, stub, ...row }));
  await transaction.erasedPerson.createMany({ data: rows, skipDuplicates: true });
  return stub;
}

/** The contacts and leads in Kommo that the person's customers were matched to. */
async function readKommoIds(transaction: Transaction, accountId: string, { customerIds }: Person) {
  const ids = [...customerIds];
  const links = await transaction.customerLead.findMany({ where: { accountId, customerId: { in: ids } } });
  const customers = await transaction.customer.findMany({ where: { accountId, id: { in: ids } } });
  const found = customers.flatMap(({ match }) =>
    (unmatchedSchema.safeParse(match).data?.candidates ?? []).flatMap(({ reason, contactId }) =>
      contactId !== null && reasonsOfOwnContact.includes(reason) ? [BigInt(contactId)] : [],
    ),
  );
  const linked = links.flatMap(({ reason, contactId }) =>
    reasonsOfOwnContact.includes(reason) ? (contactId ?? []) : [],
  );
  const contactIds = [...new Set([...linked, ...found])];
  const read = await transaction.lead.findMany({ where: { accountId, contactIds: { hasSome: contactIds } } });
  return { contactIds, leadIds: [...new Set([...links, ...read].map(({ leadId }) => leadId))] };
}

async function forgetPerson(transaction: Transaction, accountId: string, person: Person, leadIds: bigint[]) {
  const customerIds = [...person.customerIds];
  // A lead is often named after its person. The name in Kommo itself belongs to the merchant and stays.
  await transaction.lead.updateMany({ where: { accountId, leadId: { in: leadIds } }, data: { name: '' } });
  const { count: links } = await transaction.customerLead.deleteMany({
    where: { accountId, customerId: { in: customerIds } },
  });
  const { count: customers } = await transaction.customer.updateMany({
    where: { accountId, id: { in: customerIds } },
    data: {
      ...{ matchState: 'erased', nextMatchAt: null, match: Prisma.DbNull },
      ...{ notRelevantAt: null, notRelevantBy: null },
    },
  });
  await transaction.leadCreation.deleteMany({ where: { accountId, emailFolded: { in: [...person.emails] } } });
  await transaction.fastspringAccountLookup.deleteMany({
    where: { accountId, fastspringAccountId: { in: [...person.fastspringAccountIds] } },
  });
  const paymentLinks = await forgetPaymentLinks(transaction, accountId, person);
  await forgetImportCustomers(transaction, accountId, person);
  return { customers, links, paymentLinks };
}

/** FastSpring's page of a payment link shows the person's data, so the address of the page is removed. */
async function forgetPaymentLinks(transaction: Transaction, accountId: string, person: Person): Promise<number> {
  const all = await transaction.paymentLink.findMany({ where: { accountId }, select: { id: true, email: true } });
  const ids = all.filter(({ email }) => isOf(person, email)).map(({ id }) => id);
  await transaction.$executeRaw`
    UPDATE "payment_links" SET "email" = ${erasedText}, "url" = '', "fastspring_id" = '', "expires_at" = now()
    WHERE "account_id" = ${accountId}::uuid AND "id" = ANY(${ids}::uuid[])`;
  return ids.length;
}

/** Customers of an import that are read and compared at once. */
const importCustomersTogether = 1_000;

async function forgetImportCustomers(transaction: Transaction, accountId: string, person: Person): Promise<void> {
  const identities = new Set([
    ...person.emails.map((email) => `email:${email}`),
    ...person.fastspringAccountIds.map((id) => `account:${id}`),
  ]);
  const imports = await transaction.import.findMany({ where: { accountId }, select: { id: true } });
  for (const { id: importId } of imports) {
    let last: string | undefined = '';
    while (last !== undefined) {
      const rows: { identity: string; email: string | null }[] = await transaction.importCustomer.findMany({
        where: { accountId, importId, identity: { gt: last } },
        orderBy: { identity: 'asc' },
        take: importCustomersTogether,
        select: { identity: true, email: true },
      });
      const theirs = rows.filter(({ identity, email }) => identities.has(identity) || isOf(person, email ?? ''));
      await transaction.importCustomer.deleteMany({
        where: { accountId, importId, identity: { in: theirs.map(({ identity }) => identity) } },
      });
      last = rows.at(-1)?.identity;
    }
  }
}

function isOf({ emails }: Person, email: string): boolean {
  return emails.includes(foldEmail(email) ?? '');
}
