import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { PrismaClient } from '../database/generated/client.ts';
import { Problem } from '../http/problem.ts';
import type { HashPerson } from '../personal-data/erased-people.ts';
import { startErasure } from '../personal-data/start-erasure.ts';
import { type Authenticate, requireAdministrator } from './widget-user.ts';

export interface EraseCustomerDependencies {
  readonly prisma: PrismaClient;
  readonly authenticate: Authenticate;
  readonly hashPerson: HashPerson;
}

const paramsSchema = z.object({ customerId: z.uuid() });

/**
 * `POST /api/v1/customers/{id}/erase`: erases the person who a customer is. From the answer on nothing of the person is
 * stored any more; what is stored already is erased within minutes: server/personal-data/run-erasure.ts
 */
export async function eraseCustomerRoute(app: FastifyInstance, dependencies: EraseCustomerDependencies): Promise<void> {
  const { prisma, authenticate, hashPerson } = dependencies;

  app.post('/api/v1/customers/:customerId/erase', async (request, reply) => {
    const user = await authenticate(request);
    requireAdministrator(user);
    const params = paramsSchema.safeParse(request.params);
    const customer = params.success
      ? await prisma.customer.findFirst({
          where: { id: params.data.customerId, accountId: user.accountId, matchState: { not: 'erased' } },
        })
      : null;
    if (customer === null) {
      throw new Problem(
        404,
        'Unknown customer',
        'This customer does not exist, or was erased before. Reload the page.',
      );
    }
    await startErasure(prisma, hashPerson, user, { customerId: customer.id });
    return reply.code(202).send();
  });
}
