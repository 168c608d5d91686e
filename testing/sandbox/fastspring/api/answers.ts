import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Payload } from '../payloads/values.ts';

/** The unparsed query string. */
export function parametersOf(request: FastifyRequest): URLSearchParams {
  return new URL(request.url, 'http://sandbox.invalid').searchParams;
}

export interface ListOptions<T> {
  /** e.g. `order.getall` */
  readonly action: string;
  /** the key of the elements */
  readonly name: string;
  readonly items: readonly T[];
  readonly render: (item: T) => unknown;
}

/** A page of a list: 50 elements unless `limit` says otherwise, `nextPage` null on the last. */
export function listAnswer<T>(request: FastifyRequest, { action, name, items, render }: ListOptions<T>): Payload {
  const parameters = parametersOf(request);
  const page = Number(parameters.get('page') ?? 1);
  const limit = Number(parameters.get('limit') ?? 50);
  return {
    action,
    result: 'success',
    page,
    limit,
    nextPage: page * limit < items.length ? page + 1 : null,
    total: items.length,
    [name]: items.slice((page - 1) * limit, page * limit).map(render),
  };
}

/** Answers one or several ids: the object at the root for one, an array with an error per missing one for several. */
export function sendByIds(
  reply: FastifyReply,
  ids: readonly string[],
  kind: 'order' | 'subscription' | 'return',
  render: (id: string) => Payload | null,
): FastifyReply {
  const action = `${kind}.get`;
  const elements = ids.map((id) => {
    const found = render(id);
    if (found) return { ...found, action, result: 'success' };
    return { action, [kind]: id, result: 'error', error: { [kind]: 'Not found' } };
  });
  const [single] = elements;
  if (elements.length === 1 && single?.result === 'success') return reply.send(single);
  const isAllWrong = elements.every((element) => element.result === 'error');
  return reply.code(isAllWrong ? 400 : 200).send({ [`${kind}s`]: elements });
}

/** FastSpring's classic error: 400 with the problem by key. */
export function sendError(reply: FastifyReply, action: string, error: Readonly<Record<string, string>>): FastifyReply {
  return reply.code(400).send({ action, result: 'error', error });
}

/**
 * A time within `begin` and `end` (YYYY-MM-DD, at least a day apart) or the last `days`; null when the parameters are
 * wrong, true for every time when there are none.
 */
export function dateFilter(parameters: URLSearchParams, now: number): ((at: number) => boolean) | null {
  const [begin, end, days] = ['begin', 'end', 'days'].map((name) => parameters.get(name));
  if (days) return /^\d+$/.test(days) ? (at) => at >= now - Number(days) * DAY_MS : null;
  if (!begin && !end) return () => true;
  const [from, to] = [begin, end].map((date) =>
    /^\d{4}-\d{2}-\d{2}$/.test(date ?? '') ? Date.parse(`${date}`) : null,
  );
  if (from == null || to == null || to - from < DAY_MS) return null;
  return (at) => at >= from && at < to + DAY_MS;
}

const DAY_MS = 86_400_000;
