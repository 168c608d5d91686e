import { recordAudit } from '../../audit/record-audit.ts';
import { askNow } from '../../history/reconciliation/due.ts';
import type { Api } from '../prepare-api.ts';
import { readDifferences, readReconciliation } from './read-reconciliation.ts';
import type { DifferencesView, ReconciliationView } from './reconciliation-view.ts';

/** What the last comparison found, and asking for the next at once. The status shows how it goes. */
export async function reconciliationRoutes(app: Api): Promise<void> {
  const { database, sealer, now } = app;
  const route = { config: { administrator: true } } as const;

  app.get('/api/v1/reconciliation/differences', route, async ({ user }): Promise<DifferencesView> => {
    return readDifferences(database.prisma, user.accountId);
  });

  app.post('/api/v1/reconciliation', route, async ({ user }, reply): Promise<ReconciliationView> => {
    const { accountId, userId } = user;
    await database.prisma.$transaction(async (transaction) => {
      await askNow(transaction, accountId, now());
      await recordAudit(transaction, { accountId, userId, action: 'comparison_requested' });
    });
    reply.code(202);
    return readReconciliation(database.prisma, sealer, accountId);
  });
}
