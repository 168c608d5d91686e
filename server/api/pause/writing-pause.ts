import type { FastifyRequest } from 'fastify';
import type { Account, PrismaClient } from '../../platform/database/generated/client.ts';
import { Problem } from '../../platform/http/problem.ts';
import { moment } from '../../texts/format.ts';
import { fill, languageOf } from '../../texts/language.ts';
import { readerLanguage } from '../people/reader-language.ts';
import { readUserNames, userName } from '../people/user-names.ts';
import type { PauseView } from './pause-view.ts';

/** @returns null while writing is not paused */
export async function readPause(prisma: PrismaClient, account: Account): Promise<PauseView | null> {
  const { writingPausedAt, writingPauseReason, writingPausedBy } = account;
  if (writingPausedAt === null) return null;
  return {
    since: writingPausedAt.toISOString(),
    reason: writingPauseReason ?? '',
    by: writingPausedBy === null ? null : userName(await readUserNames(prisma, account.id), writingPausedBy),
  };
}

/**
 * For what a person would have written to Kommo at once.
 * @throws Problem 409 while writing is paused: who paused it, since when and why, and where it is resumed
 */
export async function requireWriting(request: FastifyRequest): Promise<void> {
  const { prisma } = request.server.database;
  const account = await prisma.account.findUniqueOrThrow({ where: { id: request.user.accountId } });
  const pause = await readPause(prisma, account);
  if (pause === null) return;
  const { locale, texts } = languageOf(readerLanguage(request));
  const detail = fill(texts.writingPaused, {
    user: pause.by ?? '–',
    time: moment(Date.parse(pause.since), locale, account.timeZone),
    reason: pause.reason,
  });
  // In the reader's language, so it is also what the widget shows.
  throw new Problem(409, 'Writing is paused', detail, { code: 'writing_paused', reason: detail, pause });
}
