import type { FastifyReply, FastifyRequest } from 'fastify';
import { parametersOf } from './parameters.ts';
import { KommoProblem } from './problem.ts';

export interface PageOptions {
  /** the maximum page size; 250 by default */
  readonly maximum?: number;
  /** adds `_total_items` and `_page_count`, which most of Kommo's lists lack */
  readonly withTotal?: boolean;
}

/** Answers one page of a list in Kommo's form: 204 without a body when it is empty, `_links.next` when more follow. */
export function sendPage<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  name: string,
  items: readonly T[],
  render: (item: T) => unknown,
  options: PageOptions = {},
): FastifyReply {
  const maximum = options.maximum ?? 250;
  const parameters = parametersOf(request);
  const page = pagingParameter(parameters, 'page', 1);
  const limit = pagingParameter(parameters, 'limit', 50);
  if (limit > maximum) throw new KommoProblem(422, `Limit ${maximum} per page`);
  const shown = items.slice((page - 1) * limit, page * limit);
  if (shown.length === 0) return reply.removeHeader('content-type').code(204).send();
  const hasNext = items.length > page * limit;
  return reply.send({
    ...(options.withTotal ? { _total_items: items.length, _page_count: Math.ceil(items.length / limit) } : {}),
    _page: page,
    _links: {
      self: { href: pageAddress(request, page) },
      ...(hasNext ? { next: { href: pageAddress(request, page + 1) } } : {}),
    },
    _embedded: { [name]: shown.map(render) },
  });
}

/** The address of the request on this sandbox, otherwise exactly as the caller wrote it. */
export function requestAddress(request: FastifyRequest): string {
  return `${request.protocol}://${request.host}${request.url}`;
}

function pagingParameter(parameters: URLSearchParams, name: string, fallback: number): number {
  const value = parameters.get(name);
  if (value === null) return fallback;
  if (!/^[1-9]\d*$/.test(value)) throw new KommoProblem(400, `${name} must be a positive whole number`);
  return Number(value);
}

function pageAddress(request: FastifyRequest, page: number): string {
  const address = new URL(requestAddress(request));
  address.searchParams.set('page', String(page));
  return address.href;
}
