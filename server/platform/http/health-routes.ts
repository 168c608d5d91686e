import type { FastifyInstance } from 'fastify';
import type { Database } from '../database/database.ts';
import type { OperatorAccess } from './operator-access.ts';

export interface HealthDependencies {
  readonly database: Pick<Database, 'query'>;
  readonly isWorkerRunning: () => boolean;
  readonly operatorAccess: OperatorAccess;
}

/** `/healthz` shows anyone that the process answers; `/readyz` shows operators that it can work. */
export async function healthRoutes(app: FastifyInstance, dependencies: HealthDependencies): Promise<void> {
  app.get('/healthz', async () => ({ status: 'ok' }));

  app.get('/readyz', { onRequest: dependencies.operatorAccess }, async (request, reply) => {
    // The tables are brought up to date before the service listens, so a database that answers has them.
    const checks = { database: await isReached(), worker: dependencies.isWorkerRunning() };
    const ready = checks.database && checks.worker;
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', ...checks });

    async function isReached(): Promise<boolean> {
      try {
        await dependencies.database.query('SELECT 1');
        return true;
      } catch (error) {
        request.log.warn({ err: error }, 'the database cannot be reached');
        return false;
      }
    }
  });
}
