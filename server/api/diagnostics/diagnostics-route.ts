import { recordAudit } from '../../audit/record-audit.ts';
import type { Api } from '../prepare-api.ts';
import { readDiagnostics } from './read-diagnostics.ts';

/** `GET /api/v1/diagnostics`: one JSON file for support, which an administrator can read through before sending it. */
export async function diagnosticsRoutes(app: Api): Promise<void> {
  app.get('/api/v1/diagnostics', { config: { administrator: true } }, async ({ user }, reply) => {
    const { accountId, userId } = user;
    const view = await readDiagnostics(app, accountId);
    await recordAudit(app.database.prisma, { accountId, userId, action: 'diagnostics_downloaded' });
    return reply.header('content-disposition', 'attachment; filename="diagnostics.json"').send(view);
  });
}
