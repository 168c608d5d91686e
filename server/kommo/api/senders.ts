import { z } from 'zod';
import { KommoUncertain } from '../requests/errors.ts';
import type { KommoRequest } from '../requests/request.ts';
import type { AccountRequests } from './account-requests.ts';

const requestIdSchema = z.union([z.string(), z.number()]).transform(String).nullish().catch(null);
export const createdSchema = z.object({ id: z.number(), request_id: requestIdSchema });
type Created = z.infer<typeof createdSchema>;

/** Sends writes, and reads from the answers what was written. */
export function createSenders(requests: AccountRequests) {
  async function write<S extends z.ZodType>(
    method: KommoRequest['method'],
    path: string,
    json: unknown,
    schema: S,
  ): Promise<z.infer<S>> {
    const answer = await requests.send({ method, path, json }, schema);
    if (answer === undefined) throw new KommoUncertain(`${method} ${path}: Kommo did not say what it wrote`);
    return answer;
  }

  /** For an answer that nobody needs. */
  async function send(
    method: KommoRequest['method'],
    path: string,
    json: unknown,
    more: Pick<KommoRequest, 'dependsOnPlan'> = {},
  ): Promise<void> {
    await requests.send({ method, path, json, ...more }, z.unknown());
  }

  async function create(
    path: string,
    name: 'notes' | 'tasks',
    elements: readonly { request_id: string }[],
  ): Promise<readonly number[]> {
    if (elements.length === 0) return [];
    const schema = z.object({ _embedded: z.object({ [name]: z.array(createdSchema) }) });
    const answer = await write('POST', path, elements, schema);
    return inOrder(elements, answer._embedded[name] ?? [], path).map(({ id }) => id);
  }

  return { write, send, create };
}

export function first<T>(list: readonly T[]): T {
  const [element] = list;
  if (element === undefined) throw new KommoUncertain('Kommo did not say what it created');
  return element;
}

/** Kommo echoes each element's `request_id`; where it does not, its answer has the order of the request. */
export function inOrder<Answer extends Created>(
  elements: readonly { readonly request_id: string }[],
  created: readonly Answer[],
  path: string,
): readonly Answer[] {
  if (created.length !== elements.length) {
    throw new KommoUncertain(`POST ${path}: Kommo named ${created.length} of ${elements.length} elements`);
  }
  const byRequestId = new Map(created.map((answer) => [answer.request_id, answer]));
  return elements.map(({ request_id }, index) => byRequestId.get(request_id) ?? first(created.slice(index)));
}
