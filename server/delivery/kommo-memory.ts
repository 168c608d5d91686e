import { z } from 'zod';
import type { PrismaClient } from '../database/generated/client.ts';
import type { KommoApi, KommoCustomField, KommoPipeline, KommoTaskType, KommoUser } from '../kommo/api.ts';
import { KommoForbidden } from '../kommo/errors.ts';
import { customFieldSchema, pipelineSchema, taskTypeSchema, userSchema } from '../kommo/schemas.ts';

/** What Kommo seldom changes, remembered in the database and read again only when an answer shows that it is stale. */
export interface KommoMemory {
  readonly pipelines: () => Promise<readonly KommoPipeline[]>;
  readonly rereadPipelines: () => Promise<readonly KommoPipeline[]>;
  /** empty when the token may not list users */
  readonly users: () => Promise<readonly KommoUser[]>;
  readonly rereadUsers: () => Promise<readonly KommoUser[]>;
  readonly leadFields: () => Promise<readonly KommoCustomField[]>;
  readonly rereadLeadFields: () => Promise<readonly KommoCustomField[]>;
  readonly taskTypes: () => Promise<readonly KommoTaskType[]>;
  readonly rereadTaskTypes: () => Promise<readonly KommoTaskType[]>;
}

export function createKommoMemory(
  prisma: PrismaClient,
  kommo: Pick<KommoApi, 'getPipelines' | 'getUsers' | 'getLeadFields' | 'getAccount'>,
  accountId: string,
  now: () => number,
): KommoMemory {
  async function recall<Value>(name: string, schema: z.ZodType<Value>): Promise<Value | null> {
    const row = await prisma.kommoMemory.findUnique({ where: { accountId_name: { accountId, name } } });
    // What an older version remembered in another form is read from Kommo again.
    return schema.safeParse(row?.value).data ?? null;
  }

  async function remember<Value>(name: string, value: Value): Promise<Value> {
    await prisma.$executeRaw`
      INSERT INTO "kommo_memory" ("account_id", "name", "value", "read_at")
      VALUES (${accountId}::uuid, ${name}, ${JSON.stringify(value)}::jsonb, ${new Date(now())})
      ON CONFLICT ("account_id", "name") DO UPDATE SET "value" = excluded."value", "read_at" = excluded."read_at"`;
    return value;
  }

  const rereadPipelines = async () => remember('pipelines', await kommo.getPipelines());
  const rereadUsers = async () => remember('users', await listUsers(kommo));
  const rereadLeadFields = async () => remember('lead_fields', await kommo.getLeadFields());
  const rereadTaskTypes = async () => remember('task_types', (await kommo.getAccount())._embedded?.task_types ?? []);
  return {
    pipelines: async () => (await recall('pipelines', z.array(pipelineSchema))) ?? rereadPipelines(),
    rereadPipelines,
    users: async () => (await recall('users', z.array(userSchema))) ?? rereadUsers(),
    rereadUsers,
    leadFields: async () => (await recall('lead_fields', z.array(customFieldSchema))) ?? rereadLeadFields(),
    rereadLeadFields,
    taskTypes: async () => (await recall('task_types', z.array(taskTypeSchema))) ?? rereadTaskTypes(),
    rereadTaskTypes,
  };
}

async function listUsers(kommo: Pick<KommoApi, 'getUsers'>): Promise<readonly KommoUser[]> {
  try {
    return await kommo.getUsers();
  } catch (error) {
    if (error instanceof KommoForbidden) return [];
    throw error;
  }
}
