import type { FastifyInstance } from 'fastify';
import type { HashPerson } from '../../personal-data/erased-people.ts';
import { startErasure } from '../../personal-data/start-erasure.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { type Authenticate, requireAdministrator } from '../people/widget-user.ts';
import { requireCustomer } from './require-customer.ts';

export interface EraseCustomerDependencies {
  readonly prisma: PrismaClient;
  readonly authenticate: Authenticate;
  readonly hashPerson: HashPerson;
}

/**
 * `POST /api/v1/customers/{id}/erase`: erases the person who a customer is. From the answer on nothing of the person is
 * stored any more; what is stored already is erased within minutes: server/personal-data/run-erasure.ts
 */
export async function eraseCustomerRoute(app: FastifyInstance, dependencies: EraseCustomerDependencies): Promise<void> {
  const { prisma, authenticate, hashPerson } = dependencies;

  app.post<{ Params: { customerId: string } }>('/api/v1/customers/:customerId/erase', async (request, reply) => {
    const user = await authenticate(request);
    requireAdministrator(user);
    const customer = await requireCustomer(prisma, user.accountId, request.params.customerId);
    await startErasure(prisma, hashPerson, user, { customerId: customer.id });
    return reply.code(202).send();
  });
}
