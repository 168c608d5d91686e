import type { KommoMemory } from '../../kommo/memory/memory.ts';

export type KommoCatalog = Awaited<ReturnType<typeof readKommoCatalog>>;

/** Pipelines, users, lead fields and task types of one Kommo account. @throws KommoError as `KommoMemory` does */
export async function readKommoCatalog(memory: KommoMemory, accountId: string, how: 'remembered' | 'fresh') {
  const [pipelines, users, leadFields, taskTypes] = await Promise.all([
    memory.pipelines(accountId, how),
    memory.users(accountId, how),
    memory.leadFields(accountId, how),
    memory.taskTypes(accountId, how),
  ]);
  return { pipelines, users, leadFields, taskTypes };
}
