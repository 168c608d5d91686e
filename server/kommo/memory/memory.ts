import { z } from 'zod';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { hour, minute } from '../../platform/time/units.ts';
import { accountFacts } from '../api/account-facts.ts';
import type { KommoAccount, KommoApi, KommoCustomField, KommoPipeline, KommoTaskType, KommoUser } from '../api/api.ts';
import type { KommoInvoiceList } from '../api/element-requests.ts';
import { customFieldSchema, invoiceListSchema, pipelineSchema, taskTypeSchema, userSchema } from '../api/schemas.ts';
import type { KommoTimeouts } from '../requests/timeouts.ts';
import { type Ages, chooseOrRead, recall, remember } from './remembered.ts';
import { createRightsMemory, type RightsMemory, readUsers } from './rights-memory.ts';

/**
 * Rarely changing data of Kommo's, remembered in the database. A value that is too old is read again, and still used
 * when Kommo cannot be reached; `fresh` insists on Kommo's word, e.g. after an answer has shown that something is
 * stale. With `fresh`, and while nothing is remembered, these throw the errors of errors.ts.
 */
export interface KommoMemory {
  readonly pipelines: Recall<readonly KommoPipeline[]>;
  /** empty when the token may not list users */
  readonly users: Recall<readonly KommoUser[]>;
  readonly taskTypes: Recall<readonly KommoTaskType[]>;
  readonly leadFields: Recall<readonly KommoCustomField[]>;
  /** the list of invoices, or none */
  readonly invoiceLists: Recall<readonly KommoInvoiceList[]>;
  readonly rights: RightsMemory;
}

type Recall<Value> = (accountId: string, how?: 'remembered' | 'fresh') => Promise<Value>;

const never: Ages = { fresh: -1, usable: -1 };

export function createKommoMemory(
  prisma: PrismaClient,
  forAccount: (accountId: string) => KommoApi,
  { rightsAnswerMs }: Pick<KommoTimeouts, 'rightsAnswerMs'>,
): KommoMemory {
  /** @param fresh ms */
  function remembering<Item extends z.ZodType>(
    name: string,
    fresh: number,
    item: Item,
    read: (api: KommoApi, accountId: string) => Promise<readonly z.infer<Item>[]>,
  ): Recall<readonly z.infer<Item>[]> {
    const schema: z.ZodType<readonly z.infer<Item>[]> = z.array(item);
    return async (accountId, how) => {
      const known = await recall(prisma, accountId, name, schema);
      const ages = how === 'fresh' ? never : { fresh, usable: Number.POSITIVE_INFINITY };
      return chooseOrRead(known, ages, async () => {
        const current = await read(forAccount(accountId), accountId);
        await remember(prisma, accountId, name, current);
        return current;
      });
    };
  }

  /** The account's own facts come with its task types, and are stored in its row. */
  async function readTaskTypes(api: KommoApi, accountId: string): Promise<readonly KommoTaskType[]> {
    const account: KommoAccount = await api.getAccount();
    await prisma.account.update({ where: { id: accountId }, data: accountFacts(account) });
    return account._embedded?.task_types ?? [];
  }

  return {
    pipelines: remembering('pipelines', hour, pipelineSchema, (api) => api.getPipelines()),
    users: remembering('users', 5 * minute, userSchema, readUsers),
    taskTypes: remembering('task_types', hour, taskTypeSchema, readTaskTypes),
    leadFields: remembering('lead_fields', hour, customFieldSchema, (api) => api.getLeadFields()),
    invoiceLists: remembering('invoice_lists', hour, invoiceListSchema, (api) => api.getInvoiceLists()),
    rights: createRightsMemory(prisma, forAccount, rightsAnswerMs),
  };
}
