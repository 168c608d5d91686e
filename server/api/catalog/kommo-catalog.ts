import type { KommoCustomField, KommoPipeline, KommoTaskType, KommoUser } from '../../kommo/api/api.ts';
import type { KommoMemory } from '../../kommo/memory/memory.ts';

/** Pipelines, users, lead fields and task types of one Kommo account. */
export interface KommoCatalog {
  readonly pipelines: readonly KommoPipeline[];
  readonly users: readonly KommoUser[];
  readonly leadFields: readonly KommoCustomField[];
  readonly taskTypes: readonly KommoTaskType[];
}

/** @throws KommoError as `KommoMemory` does */
export async function readKommoCatalog(
  memory: KommoMemory,
  accountId: string,
  how: 'remembered' | 'fresh',
): Promise<KommoCatalog> {
  const [pipelines, users, leadFields, taskTypes] = await Promise.all([
    memory.pipelines(accountId, how),
    memory.users(accountId, how),
    memory.leadFields(accountId, how),
    memory.taskTypes(accountId, how),
  ]);
  return { pipelines, users, leadFields, taskTypes };
}
