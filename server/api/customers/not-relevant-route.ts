import { recordAudit } from '../../audit/record-audit.ts';
import { holdUpErasures } from '../../platform/database/erasure-lock.ts';
import { noContent } from '../api-document.ts';
import type { Api } from '../prepare-api.ts';
import { customerRoute, requireCustomer } from './require-customer.ts';
import { notWaiting } from './require-waiting.ts';

/**
 * `PUT` and `DELETE /api/v1/customers/{customerId}/not-relevant`: puts an unmatched customer aside, out of the list, its
 * count, the suggestions on cards and automatic creation, and takes that back. Payments are recorded all the same, and a
 * new one does not bring the customer back: a subscription would do so every month. A lead that fits exactly is still
 * linked, which ends it. Repeating either changes nothing.
 */
export async function notRelevantRoutes(app: Api): Promise<void> {
  const { wake, now } = app;
  const { prisma } = app.database;
  const route = { ...customerRoute, schema: { ...customerRoute.schema, response: noContent } };

  app.put('/api/v1/customers/:customerId/not-relevant', route, async ({ user, params }, reply) => {
    const { accountId, userId } = user;
    const { customerId } = params;
    await prisma.$transaction(async (transaction) => {
      await holdUpErasures(transaction, accountId);
      const { notRelevantAt } = await requireCustomer(transaction, accountId, customerId);
      if (notRelevantAt !== null) return;
      const { count } = await transaction.customer.updateMany({
        where: { id: customerId, accountId, matchState: 'unmatched', notRelevantAt: null },
        data: { notRelevantAt: new Date(now()), notRelevantBy: userId },
      });
      if (count === 0) throw notWaiting();
      await recordAudit(transaction, { accountId, userId, action: 'customer_not_relevant', subject: customerId });
    });
    return reply.code(204).send();
  });

  app.delete('/api/v1/customers/:customerId/not-relevant', route, async ({ user, params }, reply) => {
    const { accountId, userId } = user;
    const { customerId } = params;
    await prisma.$transaction(async (transaction) => {
      await holdUpErasures(transaction, accountId);
      await requireCustomer(transaction, accountId, customerId);
      const { count } = await transaction.customer.updateMany({
        where: { id: customerId, accountId, notRelevantAt: { not: null } },
        data: { notRelevantAt: null, notRelevantBy: null },
      });
      if (count === 0) return;
      await recordAudit(transaction, { accountId, userId, action: 'customer_relevant_again', subject: customerId });
    });
    // The settings may ask for a lead for the customer.
    wake(accountId);
    return reply.code(204).send();
  });
}
