import { z } from 'zod';
import type { PrismaClient } from '../database/generated/client.ts';
import { accountFacts } from './account-facts.ts';
import type { KommoAccount, KommoApi, KommoCustomField, KommoPipeline, KommoUser } from './api.ts';
import { KommoForbidden } from './errors.ts';
import { readLeadPlace, type StoredPlace } from './lead-places.ts';
import { type Ages, chooseOrRead, recall, remember } from './remembered.ts';
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
  readonly rights: RightsMemory;
}

/**
 * What decides who may do what, read again after five minutes. While Kommo cannot be asked it counts for an hour; after
 * that these throw the errors of errors.ts.
 */
export interface RightsMemory {
  /** The same list as `users`. @param fresh ms after which it is read again */
  readonly users: (accountId: string, fresh?: number) => Promise<readonly KommoUser[]>;
  /** null when Kommo has no such lead */
  readonly leadPlace: (accountId: string, leadId: number) => Promise<StoredPlace | null>;
}

type Recall<Value> = (accountId: string, how?: 'remembered' | 'fresh') => Promise<Value>;

const minute = 60_000;
const never: Ages = { fresh: -1, usable: -1 };
const ofRights: Ages = { fresh: 5 * minute, usable: 60 * minute };

export function createKommoMemory(prisma: PrismaClient, forAccount: (accountId: string) => KommoApi): KommoMemory {
  function remembering<Item extends z.ZodType>(
    name: string,
    item: Item,
    read: (api: KommoApi, accountId: string) => Promise<readonly z.infer<Item>[]>,
  ) {
    const schema: z.ZodType<readonly z.infer<Item>[]> = z.array(item);
    return async (accountId: string, ages: Ages) =>
      chooseOrRead(await recall(prisma, accountId, name), schema, ages, async () => {
        const current = await read(forAccount(accountId), accountId);
        await remember(prisma, accountId, name, current);
        return current;
      });
  }

  /** The account's own facts come with its task types, and are kept in its row. */
  async function readTaskTypes(api: KommoApi, accountId: string): Promise<readonly KommoTaskType[]> {
    const account: KommoAccount = await api.getAccount();
    await prisma.account.update({ where: { id: accountId }, data: accountFacts(account) });
    return account._embedded?.task_types ?? [];
  }

  const users = remembering('users', userSchema, readUsers);
  return {
    pipelines: within(
      60 * minute,
      remembering('pipelines', pipelineSchema, (api) => api.getPipelines()),
    ),
    users: within(5 * minute, users),
    taskTypes: within(60 * minute, remembering('task_types', taskTypeSchema, readTaskTypes)),
    leadFields: within(
      60 * minute,
      remembering('lead_fields', customFieldSchema, (api) => api.getLeadFields()),
    ),
    rights: {
      users: (accountId, fresh = ofRights.fresh) => users(accountId, { ...ofRights, fresh }),
      leadPlace: (accountId, leadId) => readLeadPlace(prisma, forAccount(accountId), { accountId, leadId }, ofRights),
    },
  };
}

/** @param fresh ms */
function within<Value>(fresh: number, recallAged: (accountId: string, ages: Ages) => Promise<Value>): Recall<Value> {
  return (accountId, how) =>
    recallAged(accountId, how === 'fresh' ? never : { fresh, usable: Number.POSITIVE_INFINITY });
}

async function readUsers(api: KommoApi): Promise<readonly KommoUser[]> {
  try {
    return await api.getUsers();
  } catch (error) {
    if (error instanceof KommoForbidden) return [];
    throw error;
  }
}
