import { startErasure } from '../../personal-data/start-erasure.ts';
import type { Api } from '../prepare-api.ts';
import { customerRoute, requireCustomer } from './require-customer.ts';

/**
 * `POST /api/v1/customers/{id}/erase`: erases the person who a customer is. From the answer on nothing of the person is
 * stored any more; what is stored already is erased within minutes: server/personal-data/run-erasure.ts
 */
export async function eraseCustomerRoute(app: Api): Promise<void> {
  const { prisma } = app.database;

  app.post('/api/v1/customers/:customerId/erase', customerRoute, async ({ user, params }, reply) => {
    const customer = await requireCustomer(prisma, user.accountId, params.customerId);
    await startErasure(prisma, app.hashPerson, user, { customerId: customer.id });
    return reply.code(202).send();
  });
}
