import type { FastifyInstance } from 'fastify';
import { recordAudit } from '../../audit/record-audit.ts';
import type { Database } from '../../platform/database/database.ts';
import { holdUpErasures } from '../../platform/database/erasure-lock.ts';
import { resyncCustomer } from '../../sync/resync-customer.ts';
import { type Authenticate, requireAdministrator, type WidgetUser } from '../people/widget-user.ts';
import { requireCustomer } from './require-customer.ts';
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
    const view = await resync(user, request.params.customerId);
    wake(user.accountId);
    return reply.code(202).send(view);
  });

  async function resync({ accountId, userId }: WidgetUser, customerId: string): Promise<ResyncView> {
    return prisma.$transaction(async (transaction) => {
      await holdUpErasures(transaction, accountId);
      await requireCustomer(transaction, accountId, customerId);
      const resynced = await resyncCustomer(transaction, accountId, customerId, now());
      await recordAudit(transaction, {
        ...{ accountId, userId, action: 'customer_resynced', subject: customerId },
        after: { ...resynced },
      });
      return { customerId, ...resynced };
    });
  }
}
