import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Store } from '../store.ts';
import { dateFilter, parametersOf, sendError } from './answers.ts';

const PAGE = 25;
const DAY_MS = 86_400_000;
const KEPT_MS = 30 * DAY_MS;

/** `/events`: the pull channel. Up to 25 a page and `more`; events are gone after 30 days. */
export function eventRoutes(app: FastifyInstance, store: Store): void {
  const sendEvents = (request: FastifyRequest, reply: FastifyReply, isProcessed: boolean) => {
    const parameters = parametersOf(request);
    // If both are given, both count: FastSpring documents `days` as required and the dates as optional.
    const days = parameters.get('days') ?? '';
    const isInPeriod = dateFilter(withoutDays(parameters), store.clock.now());
    if (!isInPeriod || !/^\d+$/.test(days) || Number(days) < 1 || Number(days) > 30) {
      return sendError(reply, 'events.get', { days: 'days must be between 1 and 30' });
    }
    const isInTime = (at: number) => isInPeriod(at) && at >= store.clock.now() - Number(days) * DAY_MS;
    const oldest = store.clock.now() - KEPT_MS;
    const events = store.events
      .filter(
        ({ id, created }) => created >= oldest && isInTime(created) && store.processedEvents.has(id) === isProcessed,
      )
      .map((event) => ({ ...event, processed: isProcessed, event: event.id }));
    const shown = events.slice(0, PAGE);
    return reply.send({
      action: 'events.get',
      result: 'success',
      page: 1,
      limit: PAGE,
      nextPage: null,
      total: events.length,
      events: shown,
      data: shown,
      more: events.length > PAGE,
    });
  };

  app.get('/events/processed', (request, reply) => sendEvents(request, reply, true));
  app.get('/events/unprocessed', (request, reply) => sendEvents(request, reply, false));

  app.post('/events/:id', (request, reply) => {
    const { id } = z.object({ id: z.string() }).parse(request.params);
    const body = z.object({ processed: z.boolean() }).safeParse(request.body);
    const event = store.events.find((candidate) => candidate.id === id);
    if (!event) return sendError(reply, 'event.update', { event: 'Not found' });
    if (!body.success) return sendError(reply, 'event.update', { processed: 'processed must be true or false' });
    if (body.data.processed) store.processedEvents.add(id);
    else store.processedEvents.delete(id);
    return reply.send({ ...event, processed: body.data.processed, action: 'event.update', result: 'success' });
  });
}

function withoutDays(parameters: URLSearchParams): URLSearchParams {
  const dates = new URLSearchParams(parameters);
  dates.delete('days');
  return dates;
}
