import { z } from 'zod';
import { KommoUncertain } from '../requests/errors.ts';

const requestIdSchema = z.union([z.string(), z.number()]).transform(String).nullish().catch(null);
export const createdSchema = z.object({ id: z.number(), request_id: requestIdSchema });
type Created = z.infer<typeof createdSchema>;

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
