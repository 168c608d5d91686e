import { setTimeout as wait } from 'node:timers/promises';
import type { KommoApi } from '../../kommo/api/api.ts';
import { elementsPerRead } from '../../kommo/limits.ts';
import { KommoError } from '../../kommo/requests/errors.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { inChunks } from '../../platform/runtime/chunks.ts';
import { readStoredLeadNames } from '../stored-lead-names.ts';

/** ms; the payments are worth more than the names of leads that have none */
const namedWithin = 3_000;

/** The names of the leads as last read; those of leads without payments are not stored yet and come from Kommo. */
export async function readLeadNames(
  prisma: PrismaClient,
  kommo: Pick<KommoApi, 'getLeads'>,
  accountId: string,
  leadIds: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const names = await readStoredLeadNames(prisma, accountId, leadIds);
  const missing = leadIds.filter((leadId) => !names.get(leadId));
  const giveUp = new AbortController();
  const timeOver = wait(namedWithin, [], { signal: giveUp.signal }).catch(() => []);
  const read = await Promise.race([askNames(kommo, missing), timeOver]).finally(() => giveUp.abort());
  return new Map([...names, ...read]);
}

async function askNames(
  kommo: Pick<KommoApi, 'getLeads'>,
  leadIds: readonly number[],
): Promise<readonly (readonly [number, string])[]> {
  const names: (readonly [number, string])[] = [];
  try {
    for (const chunk of inChunks(leadIds, elementsPerRead)) {
      const leads = await kommo.getLeads(chunk);
      names.push(...leads.flatMap(({ id, name }) => (name ? [[id, name] as const] : [])));
    }
  } catch (error) {
    if (!(error instanceof KommoError)) throw error;
  }
  return names;
}
