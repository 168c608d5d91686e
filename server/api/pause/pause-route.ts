import { z } from 'zod';
import { recordAudit } from '../../audit/record-audit.ts';
import { lockAccount } from '../../platform/database/lock-account.ts';
import { Problem } from '../../platform/http/problem.ts';
import { plainText } from '../../rules/planning/plain-text.ts';
import { searchAgainForWanted } from '../../sync/create-leads/lead-creations.ts';
import { noContent } from '../api-document.ts';
import type { Api } from '../prepare-api.ts';
import { type PauseView, pauseView } from './pause-view.ts';
import { readPause } from './writing-pause.ts';

const bodySchema = z.strictObject({ reason: z.string().transform(plainText).pipe(z.string().trim().min(1).max(500)) });

/**
 * `PUT` and `DELETE /api/v1/pause`: pauses and resumes writing to Kommo. During a pause webhooks are taken, recorded,
 * matched and planned as ever; what is planned waits. Paused or resumed again, nothing changes but the reason.
 */
export async function pauseRoutes(app: Api): Promise<void> {
  const { wake, now } = app;
  const { prisma } = app.database;
  const config = { administrator: true } as const;

  const pausing = {
    config,
    schema: { body: bodySchema, response: { 200: pauseView.nullable() } },
    schemaErrorFormatter: badReason,
  };
  app.put('/api/v1/pause', pausing, async ({ user, body }): Promise<PauseView | null> => {
    const { accountId, userId } = user;
    const { reason } = body;
    await prisma.$transaction(async (transaction) => {
      const { writingPausedAt: since, writingPauseReason: former } = await lockAccount(transaction, accountId);
      if (since !== null && former === reason) return;
      await transaction.account.update({
        where: { id: accountId },
        data: { writingPausedAt: since ?? new Date(now()), writingPauseReason: reason, writingPausedBy: userId },
      });
      await recordAudit(transaction, {
        ...{ accountId, userId, action: 'writing_paused' },
        ...(since !== null && { before: { reason: former } }),
        after: { reason },
      });
    });
    return readPause(prisma, await prisma.account.findUniqueOrThrow({ where: { id: accountId } }));
  });

  app.delete('/api/v1/pause', { config, schema: { response: noContent } }, async ({ user }, reply) => {
    const { accountId, userId } = user;
    await prisma.$transaction(async (transaction) => {
      const { writingPausedAt: since, writingPauseReason: reason } = await lockAccount(transaction, accountId);
      if (since === null) return;
      await searchAgainForWanted(transaction, accountId, now());
      await transaction.account.update({
        where: { id: accountId },
        data: { writingPausedAt: null, writingPauseReason: null, writingPausedBy: null },
      });
      await recordAudit(transaction, {
        ...{ accountId, userId, action: 'writing_resumed' },
        before: { reason, since: since.toISOString() },
      });
    });
    wake(accountId);
    return reply.code(204).send();
  });
}

function badReason(): Problem {
  return new Problem(400, 'Reason not valid', 'Give a reason of 1 to 500 characters.', {
    code: 'pause_reason_invalid',
  });
}
