import { z } from 'zod';
import { recordAudit } from '../../audit/record-audit.ts';
import { retryEffect } from '../../delivery/effects/replay.ts';
import { Problem } from '../../platform/http/problem.ts';
import type { Api } from '../prepare-api.ts';

/** `POST /api/v1/effects/{id}/retry`: sends again what Kommo refused. */
export async function retryRoute(app: Api): Promise<void> {
  const { wake, now } = app;
  const { prisma } = app.database;

  const route = {
    config: { administrator: true },
    schema: { params: z.object({ id: z.uuid() }) },
    schemaErrorFormatter: unknownEffect,
  } as const;
  app.post('/api/v1/effects/:id/retry', route, async ({ user, params: { id } }, reply) => {
    const { accountId, userId } = user;
    await prisma.$transaction(async (transaction) => {
      const effect = await transaction.effect.findFirst({ where: { id, accountId } });
      if (effect === null) throw unknownEffect();
      if (!(await retryEffect(transaction, accountId, id, now()))) throw notFailed();
      await recordAudit(transaction, {
        ...{ accountId, userId, action: 'effect_retried', subject: id },
        after: { leadId: Number(effect.leadId), kind: effect.kind },
      });
    });
    wake(accountId);
    return reply.code(202).send({ id });
  });
}

function unknownEffect(): Problem {
  return new Problem(404, 'Unknown effect', 'This account has no such effect. Reload the event log.', {
    code: 'effect_unknown',
  });
}

function notFailed(): Problem {
  return new Problem(409, 'Not failed', 'This is no longer failed. Reload the event log to see its state.', {
    code: 'effect_not_failed',
  });
}
