import type { PrismaClient } from '../database/generated/client.ts';
import type { KommoApi, KommoLead } from '../kommo/api.ts';
import { inChunks } from './effect-batches.ts';
import { storeLeads, storeMissingLeads } from './known-leads.ts';

/** Reads leads during one run of an account's job, so that matching and delivery share one request. */
export interface LeadReader {
  /** one request per 250 leads that were not read just now; leads that Kommo does not have are left out */
  readonly read: (leadIds: readonly number[]) => Promise<ReadonlyMap<number, KommoLead>>;
  /** after a write, or when an answer shows that a reading is stale */
  readonly forget: (leadIds: readonly number[]) => void;
}

/** ms; a person may move a lead between our reading and our writing, so the window is kept small */
const readingHolds = 10_000;
const leadsPerRequest = 250;

export function createLeadReader(
  prisma: PrismaClient,
  kommo: Pick<KommoApi, 'getLeads'>,
  accountId: string,
  now: () => number,
): LeadReader {
  const readings = new Map<number, { readonly lead: KommoLead | null; readonly readAt: number }>();

  async function readFromKommo(leadIds: readonly number[]): Promise<void> {
    // The moment before the request: what a person changes meanwhile must not look like an older reading.
    const readAt = now();
    const leads = await kommo.getLeads(leadIds);
    const found = new Set(leads.map((lead) => lead.id));
    const missing = leadIds.filter((id) => !found.has(id));
    await storeLeads(prisma, accountId, leads, readAt);
    await storeMissingLeads(prisma, accountId, missing);
    for (const lead of leads) readings.set(lead.id, { lead, readAt });
    for (const id of missing) readings.set(id, { lead: null, readAt });
  }

  return {
    read: async (leadIds) => {
      const wanted = [...new Set(leadIds)];
      const unread = wanted.filter((id) => (readings.get(id)?.readAt ?? 0) < now() - readingHolds);
      for (const chunk of inChunks(unread, leadsPerRequest)) await readFromKommo(chunk);
      return new Map(
        wanted.flatMap((id) => {
          const lead = readings.get(id)?.lead ?? null;
          return lead === null ? [] : [[id, lead] as const];
        }),
      );
    },
    forget: (leadIds) => {
      for (const id of leadIds) readings.delete(id);
    },
  };
}
