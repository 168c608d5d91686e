import type { Import } from '../../platform/database/generated/client.ts';
import type { LaterStep } from '../../sync/later-step.ts';
import type { AccountRun } from '../../sync/run.ts';
import { applyBatch } from './apply-batch.ts';
import { findImportedLeads } from './find-imported-leads.ts';
import type { StateOfImport } from './import-states.ts';
import { linkCustomers } from './link-customers.ts';
import { undoBatch } from './undo-batch.ts';

/** By state; `false` from a step means that it has to wait. */
const steps: ReadonlyMap<string, (run: AccountRun, row: Import) => Promise<unknown>> = new Map(
  Object.entries({
    matching: findImportedLeads,
    applying: applyBatch,
    linking: linkCustomers,
    undoing: undoBatch,
  } satisfies Partial<Record<StateOfImport, unknown>>),
);

/**
 * Does one step of the account's import, if one is under way and not paused. A step is bounded, so that live payments
 * never wait for more than one step; each step is stored completely or not at all.
 * @throws the errors of server/kommo/requests/errors.ts
 */
export const importStep: LaterStep = {
  name: 'import',
  // The states of the index imports_under_way_key.
  dueAccounts: `SELECT "account_id" FROM "imports"
    WHERE "state" IN ('reading', 'matching', 'planned', 'applying', 'linking', 'undoing') AND NOT "paused"
      AND "state" IN (${[...steps.keys()].map((state) => `'${state}'`).join(', ')})`,
  work: async (run) => {
    const row = await run.prisma.import.findFirst({
      where: { accountId: run.accountId, state: { in: [...steps.keys()] }, paused: false },
    });
    return row !== null && (await steps.get(row.state)?.(run, row)) !== false;
  },
};
