import type { FastifyInstance } from 'fastify';
import { recordAudit } from '../../audit/record-audit.ts';
import { askNow } from '../../history/reconciliation/due.ts';
import type { Sealer } from '../../platform/crypto/seal.ts';
import type { Database } from '../../platform/database/database.ts';
import { type Authenticate, requireAdministrator } from '../people/widget-user.ts';
import { readDifferences, readReconciliation } from './read-reconciliation.ts';
import type { DifferencesView, ReconciliationView } from './reconciliation-view.ts';

export interface ReconciliationRoutesDependencies {
  readonly database: Pick<Database, 'prisma'>;
  readonly authenticate: Authenticate;
  readonly sealer: Sealer;
  /** ms since 1970 */
  readonly now: () => number;
}

/** What the last comparison found, and asking for the next at once. The status shows how it goes. */
export async function reconciliationRoutes(
  app: FastifyInstance,
  dependencies: ReconciliationRoutesDependencies,
): Promise<void> {
  const { database, authenticate, sealer, now } = dependencies;

  app.get('/api/v1/reconciliation/differences', async (request): Promise<DifferencesView> => {
    const user = await authenticate(request);
    requireAdministrator(user);
    return readDifferences(database.prisma, user.accountId);
  });

  app.post('/api/v1/reconciliation', async (request, reply): Promise<ReconciliationView> => {
    const user = await authenticate(request);
    requireAdministrator(user);
    const { accountId, userId } = user;
    await database.prisma.$transaction(async (transaction) => {
      await askNow({ prisma: transaction }, accountId, now());
      await recordAudit(transaction, { accountId, userId, action: 'comparison_requested' });
    });
    reply.code(202);
    return readReconciliation(database.prisma, sealer, accountId);
  });
}
