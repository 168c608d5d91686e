import { elementsPerRead } from '../../kommo/limits.ts';
import { inChunks } from '../../platform/runtime/chunks.ts';

/**
 * Reads contacts, companies or leads, one request per 250, until all are read or the signal aborts.
 * @returns those that exist in Kommo, by id
 */
export async function readPresent<
  Entity extends { readonly id: number; readonly is_deleted?: boolean | null | undefined },
>(
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
