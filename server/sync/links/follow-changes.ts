import { isolateFailures } from '../../delivery/effects/isolate-failures.ts';
import { elementsPerRead } from '../../kommo/limits.ts';
import type { KommoChange } from '../../platform/database/generated/client.ts';
import { reportOf } from '../../platform/runtime/error-report.ts';
import type { AccountRun } from '../run.ts';
import { readPresent } from './read-present.ts';
import { rematchNamed } from './rematch-changed.ts';
import { renewContacts } from './renew-contacts.ts';

/**
 * Processes the changes reported by Kommo's webhooks: marks missing leads, updates links to missing contacts, and queues
 * unmatched customers if a new contact or lead may be theirs. The webhook only names what changed; its current state is
 * read from Kommo.
 * @returns whether there were any changes
 */
export async function followChanges(run: AccountRun): Promise<boolean> {
  const changes = await run.prisma.kommoChange.findMany({
    where: { accountId: run.accountId },
    orderBy: { reportedAt: 'asc' },
    take: elementsPerRead,
  });
  await isolateFailures(
    changes,
    (some) => follow(run, some),
    async (change, error) => {
      // The nightly comparison checks every lead and contact again.
      run.log.error({ ...reportOf(error), accountId: run.accountId }, 'a change in Kommo could not be followed');
      await forget(run, [change]);
    },
  );
  return changes.length > 0;
}

async function follow(run: AccountRun, changes: readonly KommoChange[]): Promise<void> {
  const ids = (entity: string, gone: boolean) =>
    changes
      .filter((change) => change.entity === entity && change.gone === gone)
      .map(({ entityId }) => Number(entityId));
  await noteGoneLeads(run, ids('lead', true));
  await renewGoneContacts(run, ids('contact', true));
  await rematchNamed(run, run.accountId, ids('contact', false), ids('lead', false));
  // An aborted run may have skipped some changes, so all of them stay for the next run.
  if (!run.signal.aborted) await forget(run, changes);
}

/** Only for leads with payments. The reader stores that a lead is missing. */
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
  const { prisma, kommo, signal, accountId } = run;
  const links = await prisma.customerLead.findMany({
    where: { accountId, removedAt: null, contactId: { in: contactIds.map(BigInt) } },
    select: { contactId: true },
  });
  const linked = links.flatMap(({ contactId }) => (contactId === null ? [] : Number(contactId)));
  const present = await readPresent(kommo.getContacts, linked, signal);
  if (signal.aborted) return;
  const gone = linked.filter((id) => !present.has(id));
  await renewContacts(run, accountId, gone, []);
}

/** A change that was reported again meanwhile stays. */
async function forget({ prisma, accountId }: AccountRun, changes: readonly KommoChange[]): Promise<void> {
  await prisma.$executeRaw`
    DELETE FROM "kommo_changes" k USING unnest(
      ${changes.map(({ entity }) => entity)}::text[], ${changes.map(({ entityId }) => entityId)}::bigint[],
      ${changes.map(({ reportedAt }) => reportedAt)}::timestamptz[]) AS c("entity", "entity_id", "reported_at")
    WHERE k."account_id" = ${accountId}::uuid AND k."entity" = c."entity" AND k."entity_id" = c."entity_id"
      AND k."reported_at" = c."reported_at"`;
}
