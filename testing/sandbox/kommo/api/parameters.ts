import type { FastifyRequest } from 'fastify';
import { KommoProblem } from './problem.ts';

/** The query string. Kommo ignores unknown parameters, and so do these readers. */
export function parametersOf(request: FastifyRequest): URLSearchParams {
  return new URL(request.url, 'http://sandbox.invalid').searchParams;
}

/** The values of `name` in any notation: `name[]=1&name[]=2`, `name[0]=1`, `name=1,2`. Empty when absent. */
export function listParameter(parameters: URLSearchParams, name: string): string[] {
  return [...parameters.entries()]
    .filter(([key]) => key === name || (key.startsWith(`${name}[`) && /^\[\d*\]$/.test(key.slice(name.length))))
    .flatMap(([key, value]) => (key === name ? value.split(',') : [value]));
}

export function numbersParameter(parameters: URLSearchParams, name: string): number[] {
  return listParameter(parameters, name).map((value) => {
    if (!/^\d+$/.test(value)) throw new KommoProblem(400, `${name} must hold whole numbers`);
    return Number(value);
  });
}

/** True for a time (Unix s) within `name[from]` and `name[to]`; true for every time when neither is given. */
export function rangeParameter(parameters: URLSearchParams, name: string): (time: number | null) => boolean {
  const from = parameters.get(`${name}[from]`) ?? parameters.get(name);
  const to = parameters.get(`${name}[to]`);
  return (time) => {
    if (from === null && to === null) return true;
    if (time === null) return false;
    return (from === null || time >= Number(from)) && (to === null || time <= Number(to));
  };
}

export function withParameter(parameters: URLSearchParams): ReadonlySet<string> {
  return new Set((parameters.get('with') ?? '').split(',').filter(Boolean));
}

/** Sorts by the first `order[...]` that is one of `allowed`; otherwise by id, oldest first. */
export function sortByParameter<T extends { readonly id: number }>(
  parameters: URLSearchParams,
  items: readonly T[],
  allowed: Readonly<Record<string, (item: T) => number>>,
): T[] {
  const ordered = [...parameters.entries()].find(([key]) => /^order\[\w+\]$/.test(key));
  const field = ordered?.[0].slice('order['.length, -1) ?? 'id';
  const direction = ordered?.[1].toLowerCase() ?? 'asc';
  const read = allowed[field];
  if (!read || (direction !== 'asc' && direction !== 'desc')) {
    throw new KommoProblem(400, `order[${field}]=${direction} is not supported`);
  }
  const sign = direction === 'asc' ? 1 : -1;
  return items.toSorted((a, b) => sign * (read(a) - read(b)) || sign * (a.id - b.id));
}
