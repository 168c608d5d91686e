import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { recordAudit } from '../../audit/record-audit.ts';
import { retryEffect } from '../../delivery/effects/replay.ts';
import type { Database } from '../../platform/database/database.ts';
import { Problem } from '../../platform/http/problem.ts';
import { type Authenticate, requireAdministrator, type WidgetUser } from '../people/widget-user.ts';

export interface RetryDependencies {
  readonly database: Pick<Database, 'prisma'>;
  readonly authenticate: Authenticate;
  /** has the account's job send it again; never waits */
  readonly wake: (accountId: string) => void;
  /** ms since 1970 */
  readonly now: () => number;
}

/** `POST /api/v1/effects/{id}/retry`: sends again what Kommo refused. */
export async function retryRoute(app: FastifyInstance, dependencies: RetryDependencies): Promise<void> {
  const { authenticate, wake, now } = dependencies;
  const { prisma } = dependencies.database;

  app.post<{ Params: { id: string } }>('/api/v1/effects/:id/retry', async (request, reply) => {
    const user = await authenticate(request);
    requireAdministrator(user);
    const id = z.uuid().safeParse(request.params.id);
    if (!id.success) throw unknownEffect();
    await retry(user, id.data);
    wake(user.accountId);
    return reply.code(202).send({ id: id.data });
  });

  async function retry({ accountId, userId }: WidgetUser, id: string): Promise<void> {
    await prisma.$transaction(async (transaction) => {
      const effect = await transaction.effect.findFirst({ where: { id, accountId } });
      if (effect === null) throw unknownEffect();
      if (!(await retryEffect(transaction, accountId, id, now()))) throw notFailed();
      await recordAudit(transaction, {
        ...{ accountId, userId, action: 'effect_retried', subject: id },
        after: { leadId: Number(effect.leadId), kind: effect.kind },
      });
    });
  }
}

function unknownEffect(): Problem {
  return new Problem(404, 'Unknown effect', 'This account has no such effect. Reload the event log.');
}

function notFailed(): Problem {
  return new Problem(409, 'Not failed', 'This is no longer failed. Reload the event log to see its state.', {
    code: 'effect_not_failed',
  });
}
