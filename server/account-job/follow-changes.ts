import type { KommoChange } from '../database/generated/client.ts';
import { reportOf } from '../delivery/error-report.ts';
import { isolateFailures } from '../delivery/isolate-failures.ts';
import { readContacts } from './read-contacts.ts';
import { rematchNamed } from './rematch-changed.ts';
import { renewContacts } from './renew-contacts.ts';
import type { AccountRun } from './run.ts';

/** Kommo takes so many ids in one request. */
const changesPerRound = 250;

/**
 * Follows what Kommo's webhooks told: a lead that is gone is noted, a link whose contact is gone gets the one that is
 * left, and customers without a lead are looked for again when a new contact or lead may be theirs. Kommo is asked how
 * things are; its webhook only says where to look.
 * @returns whether there was anything to follow
 */
export async function followChanges(run: AccountRun): Promise<boolean> {
  const changes = await run.prisma.kommoChange.findMany({
    where: { accountId: run.accountId },
    orderBy: { toldAt: 'asc' },
    take: changesPerRound,
  });
  await isolateFailures(
    changes,
    (some) => follow(run, some),
    async (change, error) => {
      // The nightly comparison looks at every lead and contact again.
      run.log.error({ ...reportOf(error), accountId: run.accountId }, 'a change in Kommo could not be followed');
      await forget(run, [change]);
    },
  );
  return changes.length > 0;
}

async function follow(run: AccountRun, changes: readonly KommoChange[]): Promise<void> {
  const { prisma, accountId, kommo } = run;
  const ids = (entity: string, gone: boolean) =>
    changes
      .filter((change) => change.entity === entity && change.gone === gone)
      .map(({ entityId }) => Number(entityId));
  const dependencies = { prisma, kommo, now: run.now, signal: run.signal };
  await noteGoneLeads(run, ids('lead', true));
  await renewGoneContacts(run, ids('contact', true));
  await rematchNamed(dependencies, accountId, ids('contact', false), ids('lead', false));
  // What was not read for lack of time is looked at again.
  if (!run.signal.aborted) await forget(run, changes);
}

/** Only leads with payments are of interest; the reader notes those that Kommo has no more. */
async function noteGoneLeads(run: AccountRun, leadIds: readonly number[]): Promise<void> {
  const links = await run.prisma.customerLead.findMany({
    where: { accountId: run.accountId, removedAt: null, leadId: { in: leadIds.map(BigInt) } },
    distinct: ['leadId'],
    select: { leadId: true },
  });
  const linked = links.map(({ leadId }) => Number(leadId));
  run.leads.forget(linked);
  await run.leads.read(linked);
}

async function renewGoneContacts(run: AccountRun, contactIds: readonly number[]): Promise<void> {
  const { prisma, kommo, now, signal, accountId } = run;
  const links = await prisma.customerLead.findMany({
    where: { accountId, removedAt: null, contactId: { in: contactIds.map(BigInt) } },
    select: { contactId: true },
  });
  const linked = links.flatMap(({ contactId }) => (contactId === null ? [] : Number(contactId)));
  const present = await readContacts(kommo, linked, signal);
  if (signal.aborted) return;
  const gone = linked.filter((id) => !present.has(id));
  await renewContacts({ prisma, kommo, now, signal }, accountId, gone, []);
}

/** What was told again meanwhile stays to be followed. */
async function forget({ prisma, accountId }: AccountRun, changes: readonly KommoChange[]): Promise<void> {
  await prisma.$executeRaw`
    DELETE FROM "kommo_changes" k USING unnest(
      ${changes.map(({ entity }) => entity)}::text[], ${changes.map(({ entityId }) => entityId)}::bigint[],
      ${changes.map(({ toldAt }) => toldAt)}::timestamptz[]) AS c("entity", "entity_id", "told_at")
    WHERE k."account_id" = ${accountId}::uuid AND k."entity" = c."entity" AND k."entity_id" = c."entity_id"
      AND k."told_at" = c."told_at"`;
}
