import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Database } from '../database/open.ts';
import { Problem } from '../http/problem.ts';
import type { Authenticate, RequireAdministrator } from './widget-user.ts';

export interface EventsDependencies {
  readonly database: Pick<Database, 'prisma'>;
  readonly authenticate: Authenticate;
  readonly requireAdministrator: RequireAdministrator;
  /** has what failed of this event tried again; false when the account has no such event */
  readonly replay: (accountId: string, eventRowId: bigint) => Promise<boolean>;
}

/** One line of the event log: what came, what became of it and what it did in Kommo. */
export interface EventLogEntry {
  readonly id: string;
  readonly eventId: string;
  readonly type: string;
  readonly live: boolean | null;
  readonly source: string;
  readonly receivedAt: string;
  /** received | recorded | waiting | unknown | unreadable | failed */
  readonly status: string;
  /** why it waits or failed */
  readonly reason: unknown;
  readonly effects: readonly EventEffect[];
}

export interface EventEffect {
  readonly leadId: number;
  readonly kind: string;
  /** open | sending | done | uncertain | failed | skipped */
  readonly status: string;
  readonly attempts: number;
  /** Kommo's own words, or why it was left out */
  readonly lastError: string | null;
  readonly doneAt: string | null;
}

export interface EventLogPage {
  readonly events: readonly EventLogEntry[];
  /** for `?cursor=`; null on the last page */
  readonly nextCursor: string | null;
}

const pageSize = 50;
const rowId = z
  .string()
  .regex(/^\d{1,18}$/)
  .transform(BigInt);
const querySchema = z.object({
  cursor: rowId.optional(),
  status: z.enum(['received', 'recorded', 'waiting', 'unknown', 'unreadable', 'failed']).optional(),
});

/** `GET /api/v1/events`, newest first, and `POST /api/v1/events/{id}/replay`. */
export async function eventsRoutes(app: FastifyInstance, dependencies: EventsDependencies): Promise<void> {
  const { database, authenticate, requireAdministrator } = dependencies;

  app.get('/api/v1/events', async (request): Promise<EventLogPage> => {
    const user = await authenticate(request);
    const query = querySchema.safeParse(request.query);
    if (!query.success) throw badQuery();
    return readPage(user.accountId, query.data);
  });

  app.post<{ Params: { id: string } }>('/api/v1/events/:id/replay', async (request, reply) => {
    const user = await authenticate(request);
    await requireAdministrator(user);
    const id = rowId.safeParse(request.params.id);
    if (!id.success || !(await dependencies.replay(user.accountId, id.data))) throw unknownEvent();
    return reply.code(202).send({ id: request.params.id });
  });

  async function readPage(accountId: string, { cursor, status }: z.infer<typeof querySchema>): Promise<EventLogPage> {
    const rows = await database.prisma.event.findMany({
      where: {
        accountId,
        ...(cursor !== undefined && { id: { lt: cursor } }),
        ...(status !== undefined && { state: status }),
      },
      orderBy: { id: 'desc' },
      take: pageSize + 1,
      omit: { payload: true },
    });
    const events = rows.slice(0, pageSize);
    const effects = await database.prisma.effect.findMany({
      where: { accountId, factKey: { in: events.flatMap((event) => event.factKeys) } },
      orderBy: { createdAt: 'asc' },
    });
    return {
      events: events.map((event) => ({
        id: event.id.toString(),
        eventId: event.eventId,
        type: event.type,
        live: event.live,
        source: event.source,
        receivedAt: event.receivedAt.toISOString(),
        status: event.state,
        reason: event.reason,
        effects: effects
          .filter((effect) => event.factKeys.includes(effect.factKey))
          .map((effect) => ({
            leadId: Number(effect.leadId),
            kind: effect.kind,
            status: effect.state,
            attempts: effect.attempts,
            lastError: effect.lastError,
            doneAt: effect.doneAt?.toISOString() ?? null,
          })),
      })),
      nextCursor: rows.length > pageSize ? (events.at(-1)?.id.toString() ?? null) : null,
    };
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
