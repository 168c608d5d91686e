import { inChunks } from '../../delivery/effects/batches.ts';
import type { KommoApi, KommoCompany, KommoContact } from '../../kommo/api/api.ts';
import { elementsPerRead } from '../../kommo/limits.ts';

/**
 * One request per 250 contacts, until all are read or the signal aborts.
 * @returns the contacts that exist in Kommo, by id
 */
export function readContacts(
  kommo: Pick<KommoApi, 'getContacts'>,
  contactIds: readonly number[],
  signal: AbortSignal,
): Promise<ReadonlyMap<number, KommoContact>> {
  return readExisting(kommo.getContacts, contactIds, signal);
}

/** The same for companies. */
export function readCompanies(
  kommo: Pick<KommoApi, 'getCompanies'>,
  companyIds: readonly number[],
  signal: AbortSignal,
): Promise<ReadonlyMap<number, KommoCompany>> {
  return readExisting(kommo.getCompanies, companyIds, signal);
}

async function readExisting<Entity extends { readonly id: number; readonly is_deleted?: boolean | null | undefined }>(
  readByIds: (ids: readonly number[]) => Promise<readonly Entity[]>,
  ids: readonly number[],
  signal: AbortSignal,
): Promise<ReadonlyMap<number, Entity>> {
  const entities = new Map<number, Entity>();
  for (const chunk of inChunks([...new Set(ids)], elementsPerRead)) {
    if (signal.aborted) break;
    for (const entity of await readByIds(chunk)) {
      if (!entity.is_deleted) entities.set(entity.id, entity);
    }
  }
  return entities;
}
