import { z } from 'zod';
import type { PrismaClient } from '../database/generated/client.ts';
import { accountFacts } from './account-facts.ts';
import type { KommoAccount, KommoApi, KommoCustomField, KommoPipeline, KommoUser } from './api.ts';
import { KommoError, KommoForbidden } from './errors.ts';
import { customFieldSchema, pipelineSchema, taskTypeSchema, userSchema } from './schemas.ts';

export type KommoTaskType = z.infer<typeof taskTypeSchema>;

/**
 * What Kommo seldom changes, remembered in the database. What is too old is read again, and used all the same when
 * Kommo cannot be asked; `fresh` insists on Kommo's word, e.g. after an answer has shown that something is stale.
 * With `fresh`, and while nothing is remembered, they throw the errors of errors.ts.
 */
export interface KommoMemory {
  readonly pipelines: Recall<readonly KommoPipeline[]>;
  /** empty when the token may not list users */
  readonly users: Recall<readonly KommoUser[]>;
  readonly taskTypes: Recall<readonly KommoTaskType[]>;
  readonly leadFields: Recall<readonly KommoCustomField[]>;
}

type Recall<Value> = (accountId: string, how?: 'remembered' | 'fresh') => Promise<Value>;

const minute = 60_000;

export function createKommoMemory(prisma: PrismaClient, forAccount: (accountId: string) => KommoApi): KommoMemory {
  /** @param maxAge ms */
  function remembering<Item extends z.ZodType>(
    name: string,
    item: Item,
    maxAge: number,
    read: (api: KommoApi, accountId: string) => Promise<readonly z.infer<Item>[]>,
  ): Recall<readonly z.infer<Item>[]> {
    const schema = z.array(item);
    return async (accountId, how = 'remembered') => {
      const known = how === 'fresh' ? undefined : await recall(accountId, name);
      // What an older version remembered in another form is read from Kommo again.
      const value = schema.safeParse(known?.value).data;
      if (known !== undefined && value !== undefined && known.age <= maxAge) return value;
      try {
        const current = await read(forAccount(accountId), accountId);
        await remember(accountId, name, current);
        return current;
      } catch (error) {
        if (error instanceof KommoError && value !== undefined) return value;
        throw error;
      }
    };
  }

  async function recall(accountId: string, name: string): Promise<{ value: unknown; age: number } | undefined> {
    const rows = await prisma.$queryRaw<{ value: unknown; age: number }[]>`
      SELECT value, (extract(epoch FROM clock_timestamp() - read_at) * 1000)::float8 AS age
      FROM kommo_memory WHERE account_id = ${accountId}::uuid AND name = ${name}`;
    return rows[0];
  }

  async function remember(accountId: string, name: string, value: unknown): Promise<void> {
    await prisma.$executeRaw`
      INSERT INTO kommo_memory (account_id, name, value, read_at)
      VALUES (${accountId}::uuid, ${name}, ${JSON.stringify(value)}::jsonb, clock_timestamp())
      ON CONFLICT (account_id, name) DO UPDATE SET value = excluded.value, read_at = excluded.read_at`;
  }

  /** The account's own facts come with its task types, and are kept in its row. */
  async function readTaskTypes(api: KommoApi, accountId: string): Promise<readonly KommoTaskType[]> {
    const account: KommoAccount = await api.getAccount();
    await prisma.account.update({ where: { id: accountId }, data: accountFacts(account) });
    return account._embedded?.task_types ?? [];
  }

  return {
    pipelines: remembering('pipelines', pipelineSchema, 60 * minute, (api) => api.getPipelines()),
    users: remembering('users', userSchema, 5 * minute, readUsers),
    taskTypes: remembering('task_types', taskTypeSchema, 60 * minute, readTaskTypes),
    leadFields: remembering('lead_fields', customFieldSchema, 60 * minute, (api) => api.getLeadFields()),
  };
}

async function readUsers(api: KommoApi): Promise<readonly KommoUser[]> {
  try {
    return await api.getUsers();
  } catch (error) {
    if (error instanceof KommoForbidden) return [];
    throw error;
  }
}
