import type { Import } from '../../platform/database/generated/client.ts';
import type { LaterStep } from '../../sync/later-step.ts';
import type { AccountRun } from '../../sync/run.ts';
import { applyBatch } from './apply-batch.ts';
import { findImportedLeads } from './find-imported-leads.ts';
import { statesOfTheJob } from './import-states.ts';
import { linkCustomers } from './link-customers.ts';
import { undoBatch } from './undo-batch.ts';

/**
 * Does one step of the account's import, if one is under way and not paused. A step is bounded, so that live payments
 * never wait for more than one step; each step is stored completely or not at all.
 * @returns whether there was a step to do
 * @throws the errors of server/kommo/requests/errors.ts
 */
async function advanceImport(run: AccountRun): Promise<boolean> {
  const row = await run.prisma.import.findFirst({
    where: { accountId: run.accountId, state: { in: [...statesOfTheJob] }, paused: false },
  });
  if (row === null) return false;
  return doStep(run, row);
}

export const importStep: LaterStep = {
  name: 'import',
  isDue: `EXISTS (SELECT FROM "imports" i WHERE i."account_id" = a."id" AND NOT i."paused"
    AND i."state" IN ('matching', 'applying', 'linking', 'undoing'))`,
  work: advanceImport,
};

async function doStep(run: AccountRun, row: Import): Promise<boolean> {
  switch (row.state) {
    case 'matching':
      await findImportedLeads(run, row);
      return true;
    case 'applying':
      await applyBatch(run, row);
      return true;
    case 'linking':
      return linkCustomers(run, row);
    default:
      await undoBatch(run, row);
      return true;
  }
}
