import type { KommoApi, KommoLead } from '../../kommo/api/api.ts';
import { elementsPerRead } from '../../kommo/limits.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { inChunks } from '../../platform/runtime/chunks.ts';
import type { LeadMemory } from '../../rules/stage-guard.ts';
import { isolateFailures, reasonOfFailure } from '../effects/isolate-failures.ts';
import { readSeenStages, storeLeads, storeMissingLeads } from './known-leads.ts';

export interface LeadReading {
  readonly lead: KommoLead;
  /** the stage seen before this reading */
  readonly seenBefore: LeadMemory['seenBefore'];
  /** why it cannot be stored here, so that it must not be changed; null if it can */
  readonly problem: string | null;
}

/** Reads leads during one run of an account's job, so that matching and delivery share one request. */
export interface LeadReader {
  /** one request per 250 leads that were not read recently; leads missing from Kommo are left out */
  readonly read: (leadIds: readonly number[]) => Promise<ReadonlyMap<number, LeadReading>>;
  /** after a write, or when an answer shows that a reading is stale */
  readonly forget: (leadIds: readonly number[]) => void;
}

/** ms; a person may move a lead between our read and our write, so the window is kept small */
const readingHolds = 10_000;

export function createLeadReader(
  prisma: PrismaClient,
  kommo: Pick<KommoApi, 'getLeads'>,
  accountId: string,
  now: () => number,
): LeadReader {
  const readings = new Map<number, { readonly reading: LeadReading | null; readonly readAt: number }>();

  async function readFromKommo(leadIds: readonly number[]): Promise<void> {
    const seenBefore = await readSeenStages(prisma, accountId, leadIds);
    // The moment before the request: a person's change during the request must not look older than this reading.
    const readAt = now();
    const leads = await kommo.getLeads(leadIds);
    const found = new Set(leads.map((lead) => lead.id));
    const missing = leadIds.filter((id) => !found.has(id));
    const problems = new Map<number, string>();
    const setAside = async (id: number, error: unknown) => {
      problems.set(id, `Lead ${id} cannot be kept here: ${reasonOfFailure(error)}`);
    };
    await isolateFailures(
      leads,
      (some) => storeLeads(prisma, accountId, some, readAt),
      ({ id }, error) => setAside(id, error),
    );
    await isolateFailures(missing, (some) => storeMissingLeads(prisma, accountId, some), setAside);
    for (const lead of leads) {
      const reading = { lead, seenBefore: seenBefore(lead.id), problem: problems.get(lead.id) ?? null };
      readings.set(lead.id, { reading, readAt });
    }
    for (const id of missing) readings.set(id, { reading: null, readAt });
  }

  return {
    read: async (leadIds) => {
      const wanted = [...new Set(leadIds)];
      const unread = wanted.filter((id) => (readings.get(id)?.readAt ?? 0) < now() - readingHolds);
      for (const chunk of inChunks(unread, elementsPerRead)) await readFromKommo(chunk);
      return new Map(
        wanted.flatMap((id) => {
          const reading = readings.get(id)?.reading ?? null;
          return reading === null ? [] : [[id, reading] as const];
        }),
      );
    },
    forget: (leadIds) => {
      for (const id of leadIds) readings.delete(id);
    },
  };
}
