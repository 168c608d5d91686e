import { recordAudit } from '../../audit/record-audit.ts';
import { holdUpErasures } from '../../platform/database/erasure-lock.ts';
import { resyncCustomer } from '../../sync/resync-customer.ts';
import type { Api } from '../prepare-api.ts';
import { customerRoute, requireCustomer } from './require-customer.ts';
import { type ResyncView, resyncView } from './resync-view.ts';

/** `POST /api/v1/customers/{customerId}/resync`: has a customer looked up in Kommo again, and put right what is not. */
export async function resyncRoute(app: Api): Promise<void> {
  const { wake, now } = app;
  const { prisma } = app.database;

  const schema = { ...customerRoute.schema, response: { 202: resyncView } };
  app.post('/api/v1/customers/:customerId/resync', { ...customerRoute, schema }, async ({ user, params }, reply) => {
    const { accountId, userId } = user;
    const { customerId } = params;
    const view = await prisma.$transaction(async (transaction): Promise<ResyncView> => {
      await holdUpErasures(transaction, accountId);
      await requireCustomer(transaction, accountId, customerId);
      const resynced = await resyncCustomer(transaction, accountId, customerId, now());
      await recordAudit(transaction, {
        ...{ accountId, userId, action: 'customer_resynced', subject: customerId },
        after: { ...resynced },
      });
      return { customerId, ...resynced };
    });
    wake(accountId);
    return reply.code(202).send(view);
  });
}
