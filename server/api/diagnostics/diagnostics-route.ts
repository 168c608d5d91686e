import type { FastifyInstance } from 'fastify';
import { recordAudit } from '../../audit/record-audit.ts';
import { type Authenticate, requireAdministrator } from '../people/widget-user.ts';
import { type DiagnosticsSources, readDiagnostics } from './read-diagnostics.ts';

export interface DiagnosticsDependencies extends DiagnosticsSources {
  readonly authenticate: Authenticate;
}

/** `GET /api/v1/diagnostics`: one JSON file for support, which an administrator can read through before sending it. */
export async function diagnosticsRoutes(app: FastifyInstance, dependencies: DiagnosticsDependencies): Promise<void> {
  const { authenticate, database } = dependencies;

  app.get('/api/v1/diagnostics', async (request, reply) => {
    const user = await authenticate(request);
    requireAdministrator(user);
    const { accountId, userId } = user;
    const view = await readDiagnostics(dependencies, accountId);
    await recordAudit(database.prisma, { accountId, userId, action: 'diagnostics_downloaded' });
    return reply.header('content-disposition', 'attachment; filename="diagnostics.json"').send(view);
  });
}
