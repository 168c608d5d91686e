import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { resyncCustomer } from '../../account-job/resync-customer.ts';
import { recordAudit } from '../../audit/record-audit.ts';
import type { Database } from '../../database/database.ts';
import { Problem } from '../../http/problem.ts';
import { type Authenticate, requireAdministrator, type WidgetUser } from '../widget-user.ts';
import type { ResyncView } from './resync-view.ts';

export interface ResyncDependencies {
  readonly database: Pick<Database, 'prisma'>;
  readonly authenticate: Authenticate;
  /** has the account's job do it; never waits */
  readonly wake: (accountId: string) => void;
  /** ms since 1970 */
  readonly now: () => number;
}

/** `POST /api/v1/customers/{customerId}/resync`: has a customer looked up in Kommo again, and put right what is not. */
export async function resyncRoute(app: FastifyInstance, dependencies: ResyncDependencies): Promise<void> {
  const { authenticate, wake, now } = dependencies;
  const { prisma } = dependencies.database;

  app.post<{ Params: { customerId: string } }>('/api/v1/customers/:customerId/resync', async (request, reply) => {
    const user = await authenticate(request);
    requireAdministrator(user);
    const customerId = z.uuid().safeParse(request.params.customerId);
    if (!customerId.success) throw unknownCustomer();
    const view = await resync(user, customerId.data);
    wake(user.accountId);
    return reply.code(202).send(view);
  });

  async function resync({ accountId, userId }: WidgetUser, customerId: string): Promise<ResyncView> {
    return prisma.$transaction(async (transaction) => {
      const known = { id: customerId, accountId, matchState: { not: 'erased' } };
      if ((await transaction.customer.count({ where: known })) === 0) throw unknownCustomer();
      const { leads, events, effects } = await resyncCustomer(transaction, accountId, customerId, now());
      await recordAudit(transaction, {
        ...{ accountId, userId, action: 'customer_resynced', subject: customerId },
        after: { leads, events, effects },
      });
      return { customerId, leads, events, effects };
    });
  }
}

function unknownCustomer(): Problem {
  return new Problem(404, 'Unknown customer', 'This account has no such customer. Reload the page.');
}
