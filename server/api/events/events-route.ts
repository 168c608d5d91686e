import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { recordAudit } from '../../audit/record-audit.ts';
import { replayEvent } from '../../delivery/effects/replay.ts';
import type { Database } from '../../platform/database/database.ts';
import { Problem } from '../../platform/http/problem.ts';
import { requireBuyersAccess } from '../people/buyers-access.ts';
import { readerLanguage } from '../people/reader-language.ts';
import { type Authenticate, requireAdministrator, type WidgetUser } from '../people/widget-user.ts';
import { describeEvents } from './describe-events.ts';
import { type EventLogPage, eventStatuses, type ReplayedView } from './events-view.ts';
import { findEvents } from './find-events.ts';

export interface EventsDependencies {
  readonly database: Pick<Database, 'prisma' | 'query'>;
  readonly authenticate: Authenticate;
  /** has the account's job try again what failed; never waits */
  readonly wake: (accountId: string) => void;
  /** ms since 1970 */
  readonly now: () => number;
}

const pageSize = 50;
/** A person waits for the answer; the page asks again for the rest. */
const replaysAtOnce = 500;

const rowId = z
  .string()
  .regex(/^\d{1,18}$/)
  .transform(BigInt);
const querySchema = z.object({
  cursor: rowId.optional(),
  status: z.enum(eventStatuses).optional(),
  type: z.string().min(1).max(100).optional(),
  email: z.string().trim().min(1).max(255).optional(),
});

/** The event log: `GET /api/v1/events`, `POST /api/v1/events/{id}/replay`, and `POST /api/v1/events/replay-failed`. */
export async function eventsRoutes(app: FastifyInstance, dependencies: EventsDependencies): Promise<void> {
  const { database, authenticate, wake, now } = dependencies;
  const { prisma } = database;

  app.get('/api/v1/events', async (request): Promise<EventLogPage> => {
    const user = await authenticate(request);
    await requireBuyersAccess(prisma, request, user);
    const { accountId } = user;
    const query = querySchema.safeParse(request.query);
    if (!query.success) throw badQuery();
    const { cursor = null, status = null, type = null, email = null } = query.data;
    const found = await findEvents(database, accountId, { before: cursor, status, type, email }, pageSize + 1);
    const page = found.slice(0, pageSize);
    const language = await readerLanguage(request, prisma, accountId);
    return {
      events: await describeEvents(prisma, accountId, page, language),
      nextCursor: found.length > pageSize ? (page.at(-1)?.id.toString() ?? null) : null,
    };
  });

  app.post<{ Params: { id: string } }>('/api/v1/events/:id/replay', async (request, reply) => {
    const user = await authenticate(request);
    requireAdministrator(user);
    const id = rowId.safeParse(request.params.id);
    if (!id.success) throw unknownEvent();
    const { accountId, userId } = user;
    const isKnown = await prisma.$transaction(async (transaction) => {
      if (!(await replayEvent(transaction, accountId, id.data, now()))) return false;
      await recordAudit(transaction, { accountId, userId, action: 'event_replayed', subject: request.params.id });
      return true;
    });
    if (!isKnown) throw unknownEvent();
    wake(accountId);
    return reply.code(202).send({ id: request.params.id });
  });

  app.post('/api/v1/events/replay-failed', async (request, reply) => {
    const user = await authenticate(request);
    requireAdministrator(user);
    const everything = { before: null, status: 'failed', type: null, email: null } as const;
    const failed = await findEvents(database, user.accountId, everything, replaysAtOnce + 1);
    const replayed = failed.slice(0, replaysAtOnce);
    await replayAll(
      user,
      replayed.map(({ id }) => id),
    );
    const view: ReplayedView = { replayed: replayed.length, more: failed.length > replaysAtOnce };
    return reply.code(202).send(view);
  });

  /** One entry for all of them. */
  async function replayAll({ accountId, userId }: WidgetUser, eventRowIds: readonly bigint[]): Promise<void> {
    if (eventRowIds.length === 0) return;
    const after = { events: eventRowIds.length };
    await recordAudit(prisma, { accountId, userId, action: 'failed_events_replayed', after });
    for (const id of eventRowIds) {
      await prisma.$transaction((transaction) => replayEvent(transaction, accountId, id, now()));
    }
    wake(accountId);
  }
}

function badQuery(): Problem {
  return new Problem(
    400,
    'Query not valid',
    'cursor must be one that an earlier answer gave, status one that an event can have.',
  );
}

function unknownEvent(): Problem {
  return new Problem(404, 'Unknown event', 'This account has no such event. Reload the event log.');
}
