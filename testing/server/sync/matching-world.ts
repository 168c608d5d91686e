import { closedStages } from '../../../server/kommo/api/stages.ts';
import { matchDetailsSchema, unmatchedSchema } from '../../../server/matching/match.ts';
import type { Settings } from '../../../server/rules/settings/settings.ts';
import { recheckLinks } from '../../../server/sync/links/recheck-links.ts';
import type { PersonByHand } from '../../sandbox/kommo/hand.ts';
import { type Buyer, type MoreOfOrder, orderCompleted } from './fastspring-events.ts';
import { type JobStack, startJobStack } from './job-stack.ts';

/** Builds a row's records in the Kommo account that all rows share. Leads are called `A`, `B` … */
export interface Kit {
  /** the domain of a company that no other row uses */
  readonly domain: string;
  readonly contact: (person: Partial<PersonByHand>) => number;
  readonly company: (company: Partial<PersonByHand>) => number;
  /** each lead has a later change time than the one before */
  readonly lead: (name: string, more?: LeadByHand) => number;
  readonly stack: JobStack;
  readonly accountId: string;
  readonly signed: (leadName: string) => Readonly<Record<string, string>>;
  readonly idOf: (leadName: string) => number;
  /** the row's customer */
  readonly customerId: () => Promise<string>;
}

interface LeadByHand {
  readonly contacts?: readonly number[];
  readonly company?: number;
  readonly pipeline?: 'sales' | 'renewals' | 'archived';
  readonly state?: 'won' | 'lost' | 'incoming' | 'deleted';
}

/** The payer; by default Anna at the row's domain. */
export interface Payer extends Partial<Omit<Buyer, 'accountId'>>, MoreOfOrder {
  /** runs after the first payment; returns the payer of a second one by the same customer */
  readonly later?: (kit: Kit) => Promise<Payer> | Payer;
}

/** The true lead of a row's payments; `AB`: the first payment belongs to A and the second to B. */
export type BelongsTo = 'A' | 'B' | 'C' | 'AB';

/**
 * A row's name, its Kommo records, the result for the payments (`A by email`, or why they have no lead), and their true
 * lead. The last is the truth against which the matching is scored, not what the matching can know; null where they
 * belong to no lead, or where even a person could not choose one.
 */
export type Row = readonly [what: string, arrange: (kit: Kit) => Payer, outcome: string, belongsTo: BelongsTo | null];

/** The result of a row. Leads by their names. */
interface Outcome {
  /** in the format of `Row` */
  readonly text: string;
  readonly linked: readonly string[];
  readonly offered: readonly string[];
}

export interface PlayedRow {
  readonly row: Row;
  readonly outcome: Outcome;
}

/**
 * Builds all rows in one account, so that each row's contacts are unrelated to the others, stores their payments and
 * runs the account's job.
 */
export async function playRows(
  rows: readonly Row[],
  matching: Partial<Settings['matching']>,
): Promise<readonly PlayedRow[]> {
  const stack = await startJobStack();
  const pipelines = addArchivedPipeline(stack);
  await stack.saveSettings({ matching, products: [{ sku: 'REN-*', pipelineId: pipelines.renewals.id }] });
  await stack.work();
  const kommoAccountId = stack.sandbox.account().id;
  const kits = rows.map((_, index) => createKit(stack, pipelines, kommoAccountId, index));

  const payers = rows.map(([, arrange], index) => arrange(kitAt(kits, index)));
  stack.passTime(60_000);
  await pay(stack, payers, 'first');
  await playLater(stack, kits, payers);
  return Promise.all(rows.map(async (row, index) => ({ row, outcome: await readOutcome(kitAt(kits, index)) })));
}

type Pipelines = ReturnType<typeof addArchivedPipeline>;

function addArchivedPipeline({ sandbox }: JobStack) {
  const { pipelines, nextId } = sandbox.account();
  const [sales, renewals] = pipelines;
  if (sales === undefined || renewals === undefined) throw new Error('the sandbox has two pipelines');
  const archived = { ...renewals, id: nextId(), name: 'Old', is_archive: true };
  pipelines.push(archived);
  return { sales, renewals, archived };
}

function createKit(stack: JobStack, pipelines: Pipelines, kommoAccountId: number, index: number): Kit {
  const { sandbox, prisma, accountId, leadTags } = stack;
  const ids = new Map<string, number>();
  const idOf = (name: string) => ids.get(name) ?? 0;
  return {
    domain: `firm-${index}.example`,
    stack,
    accountId,
    idOf,
    contact: (person) => sandbox.addContact({ name: `Contact ${index}`, ...person }).id,
    company: (company) => sandbox.addCompany({ name: `Company ${index}`, ...company }).id,
    lead: (name, { contacts = [], company, pipeline = 'sales', state } = {}) => {
      const { id: pipelineId, statuses } = pipelines[pipeline];
      const open = statuses.find(({ type, id }) => type === 0 && !closedStages.has(id))?.id;
      const statusId = state === 'won' ? 142 : state === 'lost' ? 143 : open;
      const lead = sandbox.addLead({
        name: `${name} of ${index}`,
        contactIds: contacts,
        companyId: company,
        pipeline_id: pipelineId,
        status_id: statusId,
      });
      if (state === 'incoming') sandbox.makeIncoming(lead.id);
      if (state === 'deleted') sandbox.deleteLeadByHand(lead.id);
      ids.set(name, lead.id);
      return lead.id;
    },
    signed: (name) => ({ kommo_lead: leadTags.sign(idOf(name), kommoAccountId, stack.now()) }),
    customerId: async () => {
      const where = { accountId, fastspringAccountId: `account-${index}` };
      return (await prisma.customer.findFirstOrThrow({ where })).id;
    },
  };
}

function kitAt(kits: readonly Kit[], index: number): Kit {
  const kit = kits[index];
  if (kit === undefined) throw new Error(`there is no row ${index}`);
  return kit;
}

async function pay(stack: JobStack, payers: readonly (Payer | null)[], when: string): Promise<void> {
  const events = payers.flatMap((payer, index) => {
    if (payer === null) return [];
    const {
      later: _,
      email = `anna@firm-${index}.example`,
      first = 'Anna',
      last = 'Schmidt',
      company,
      ...order
    } = payer;
    const by = { accountId: `account-${index}`, email, first, last, company: company ?? null };
    return [orderCompleted(`${when}-${index}`, by, stack.now(), order)];
  });
  await stack.store(events);
  await stack.workThroughFailures();
}

async function playLater(stack: JobStack, kits: readonly Kit[], payers: readonly Payer[]): Promise<void> {
  const again: (Payer | null)[] = [];
  for (const [index, { later }] of payers.entries()) again.push(later ? await later(kitAt(kits, index)) : null);
  if (again.every((payer) => payer === null)) return;
  const { prisma, kommo, accountId, now } = stack;
  await recheckLinks(
    { prisma, kommo: kommo.forAccount(accountId, 'background'), now, signal: AbortSignal.timeout(60_000) },
    accountId,
  );
  await stack.workThroughFailures();
  stack.passTime(600_000);
  await pay(stack, again, 'second');
}

async function readOutcome(kit: Kit): Promise<Outcome> {
  const { prisma, sandbox } = kit.stack;
  const customer = await prisma.customer.findFirstOrThrow({ where: { id: await kit.customerId() } });
  const nameOf = (leadId: bigint | number) => sandbox.lead(Number(leadId)).name.split(' of ')[0] ?? '';
  const links = await prisma.customerLead.findMany({
    where: { customerId: customer.id, removedAt: null },
    orderBy: { leadId: 'asc' },
  });
  if (links.length > 0) {
    const reasons = links.map(({ leadId, reason, details }) => {
      const { tagIgnored } = matchDetailsSchema.parse(details);
      return `${nameOf(leadId)} by ${reason}${tagIgnored === undefined ? '' : ` (tag ${tagIgnored})`}`;
    });
    return { text: reasons.join(', '), linked: links.map(({ leadId }) => nameOf(leadId)), offered: [] };
  }
  const { why, candidates } = unmatchedSchema.parse(customer.match);
  const offers = candidates.map(({ leadId, reason, details }) => {
    const against = details.lead === undefined ? '' : ` (${details.lead})`;
    return `${leadId === null ? 'no lead' : nameOf(leadId)} by ${reason}${against}`;
  });
  const tag = why.params.tagIgnored === undefined ? [] : [`tag ${why.params.tagIgnored}`];
  const offered = candidates.flatMap(({ leadId }) => (leadId === null ? [] : [nameOf(leadId)]));
  return { text: [why.code, ...offers, ...tag].join(', '), linked: [], offered };
}
