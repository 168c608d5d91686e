import { z } from 'zod';
import { recordAudit } from '../../audit/record-audit.ts';
import { replayEvent } from '../../delivery/effects/replay.ts';
import { Problem } from '../../platform/http/problem.ts';
import { pageOf, rowIdSchema } from '../cursor.ts';
import { readerLanguage } from '../people/reader-language.ts';
import type { WidgetUser } from '../people/widget-user.ts';
import type { Api } from '../prepare-api.ts';
import { describeEvents } from './describe-events.ts';
import type { EventLogPage, ReplayedView } from './events-view.ts';
import { eventFilterSchema, type FoundEvent, findEvents } from './find-events.ts';

const pageSize = 50;
/** A person waits for the answer; the page asks again for the rest. */
const replaysAtOnce = 500;

const paramsSchema = z.object({ id: rowIdSchema });

/** The event log: `GET /api/v1/events`, `POST /api/v1/events/{id}/replay`, and `POST /api/v1/events/replay-failed`. */
export async function eventsRoutes(app: Api): Promise<void> {
  const { database, wake, now } = app;
  const { prisma } = database;

  const list = {
    config: { buyers: true },
    schema: { querystring: eventFilterSchema },
    schemaErrorFormatter: badQuery,
  } as const;
  app.get('/api/v1/events', list, async (request): Promise<EventLogPage> => {
    const { accountId } = request.user;
    const found = await findEvents(database, accountId, request.query, pageSize + 1);
    const { page, nextCursor } = pageOf(found, pageSize);
    const language = readerLanguage(request);
    return { events: await describeEvents(prisma, accountId, page, language), nextCursor };
  });

  const one = {
    config: { administrator: true },
    schema: { params: paramsSchema },
    schemaErrorFormatter: unknownEvent,
  } as const;
  app.post('/api/v1/events/:id/replay', one, async ({ user, params: { id } }, reply) => {
    const { accountId, userId } = user;
    const isKnown = await prisma.$transaction(async (transaction) => {
      if (!(await replayEvent(transaction, accountId, BigInt(id), now()))) return false;
      await recordAudit(transaction, { accountId, userId, action: 'event_replayed', subject: id });
      return true;
    });
    if (!isKnown) throw unknownEvent();
    wake(accountId);
    return reply.code(202).send({ id });
  });

  app.post('/api/v1/events/replay-failed', { config: { administrator: true } }, async ({ user }, reply) => {
    const failed = await findEvents(database, user.accountId, { status: 'failed' }, replaysAtOnce + 1);
    const replayed = failed.slice(0, replaysAtOnce);
    await replayAll(app, user, replayed);
    const view: ReplayedView = { replayed: replayed.length, more: failed.length > replaysAtOnce };
    return reply.code(202).send(view);
  });
}

/** One entry for all of them. */
async function replayAll(app: Api, { accountId, userId }: WidgetUser, events: readonly FoundEvent[]): Promise<void> {
  if (events.length === 0) return;
  const { prisma } = app.database;
  const after = { events: events.length };
  await recordAudit(prisma, { accountId, userId, action: 'failed_events_replayed', after });
  for (const { id } of events) {
    await prisma.$transaction((transaction) => replayEvent(transaction, accountId, BigInt(id), app.now()));
  }
  app.wake(accountId);
}

function badQuery(): Problem {
  return new Problem(
    400,
    'Query not valid',
    'cursor must be one that an earlier answer gave, status one that an event can have.',
    { code: 'request_invalid' },
  );
}

function unknownEvent(): Problem {
  return new Problem(404, 'Unknown event', 'This account has no such event. Reload the event log.', {
    code: 'event_unknown',
  });
}
