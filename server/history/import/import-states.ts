import { z } from 'zod';
import type { Transaction } from '../../platform/database/database.ts';
import type { Import } from '../../platform/database/generated/client.ts';

/** The states of an import: server/api/imports/import-view.ts shows them to people. */
export const importStates = z.enum([
  'reading',
  'matching',
  'planned',
  'applying',
  'linking',
  'done',
  'undoing',
  'undone',
  'canceled',
]);
export type StateOfImport = z.infer<typeof importStates>;

/** What an import may write in Kommo: nothing, the fields that show the ledger, or all that the rules say. */
export const kommoChoices = z.enum(['nothing', 'fields', 'everything']);
export type ImportChoice = z.infer<typeof kommoChoices>;

export type ImportKey = Pick<Import, 'id' | 'accountId'>;

/** Final states. */
const endStates: readonly StateOfImport[] = ['done', 'undone', 'canceled'];

/**
 * Moves an import to another state, unless it has been moved in the meantime; its progress starts from zero.
 * @returns whether it was moved
 */
export async function enterState(
  transaction: Transaction,
  { id, accountId }: ImportKey,
  from: StateOfImport,
  to: StateOfImport,
  change: { readonly total: number; readonly now: number; readonly kommo?: ImportChoice },
): Promise<boolean> {
  const { total, now, kommo } = change;
  const at = new Date(now);
  const { count } = await transaction.import.updateMany({
    where: { accountId, id, state: from },
    data: {
      state: to,
      done: 0,
      total,
      measuredFrom: 0,
      measuredSince: at,
      problem: null,
      retryAt: null,
      endedAt: endStates.includes(to) ? at : null,
      // A pause during the last step has nothing left to hold up, and a state that waits for a person cannot be paused.
      ...(to === 'planned' || endStates.includes(to) ? { paused: false } : {}),
      ...(kommo === undefined ? {} : { kommo }),
    },
  });
  return count > 0;
}

/** Stores its progress; does nothing once it is in another state. */
export async function noteProgress(
  transaction: Transaction,
  { accountId, id, state }: ImportKey & Pick<Import, 'state'>,
  more: number,
): Promise<void> {
  await transaction.import.updateMany({ where: { accountId, id, state }, data: { done: { increment: more } } });
}

/** Deletes what an import has read and found. */
export async function forgetFindings(transaction: Transaction, { id: importId, accountId }: ImportKey): Promise<void> {
  await transaction.importItem.deleteMany({ where: { accountId, importId } });
  await transaction.importCustomer.deleteMany({ where: { accountId, importId } });
}
