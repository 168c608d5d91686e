import { z } from 'zod';
import { parseExact } from '../json.ts';
import { unreadable } from './answer.ts';
import type { FastspringObject, Page } from './api.ts';
import { problemsOf } from './problems.ts';
import { parseSliceable } from './sliceable-json.ts';
import type { Answered } from './store-requests.ts';

/** Reads what an answer says; its numbers are digits (server/fastspring/json.ts). */
export function readAnswer<S extends z.ZodType>({ subject, text }: Answered, schema: S): z.infer<S> {
  const parsed = schema.safeParse(parseExact(text));
  if (parsed.success) return parsed.data;
  throw unreadable(subject, `unexpected ${parsed.error.issues[0]?.path.join('.')}`);
}

/** One element of a list: an object, or only its id, as FastSpring likes. */
export interface Element {
  readonly id: string;
  /** null when the list names it by its id alone */
  readonly json: string | null;
}

export type ListName = 'accounts' | 'orders' | 'subscriptions' | 'returns' | 'products';

/** What names an element of a list that has no `id`. */
function keyOf(name: ListName): string {
  return name.slice(0, -1);
}

/** The objects that were asked for by their ids, in a list or alone; those that failed are left out. */
export function readObjects(answered: Answered, name: ListName): readonly FastspringObject[] {
  const body = parseSliceable(answered.text);
  return toElements(listIn(body, name) ?? [body], name, answered.subject).filter(isWhole);
}

/** `[{id, beginPeriodDate, endPeriodDate, order: {…}}]`: the orders, of the entries that have one. */
export function readEntryOrders({ subject, text }: Answered): readonly FastspringObject[] {
  const parsed = z.array(z.object({ order: z.unknown().optional() })).safeParse(parseSliceable(text));
  if (!parsed.success) throw unreadable(subject, 'no list of entries');
  const orders = parsed.data.map(({ order }) => order).filter((order) => order !== undefined && order !== null);
  return toElements(orders, 'orders', subject).filter(isWhole);
}

/** The one object that was asked for by its id. */
export function readObject(answered: Answered, name: ListName): FastspringObject {
  const [object] = readObjects(answered, name);
  if (object === undefined) throw unreadable(answered.subject, `no ${keyOf(name)}`);
  return object;
}

const wholeNumber = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number)
  .nullable()
  .catch(null);
const pageSchema = z
  .object({ nextPage: wholeNumber, total: wholeNumber })
  // Some lists are bare arrays.
  .catch({ nextPage: null, total: null });

/** FastSpring names a next page even after the last one, so an empty page ends the list too. */
export function readPage(answered: Answered, name: ListName, page: number): Page<Element> {
  const items = toElements(listIn(parseSliceable(answered.text), name) ?? [], name, answered.subject);
  const { nextPage, total } = readAnswer(answered, pageSchema);
  return { items, nextPage: items.length > 0 && nextPage !== null && nextPage > page ? nextPage : null, total };
}

export function isWhole(element: Element): element is FastspringObject {
  return element.json !== null;
}

function toElements(list: readonly unknown[], name: ListName, subject: string): readonly Element[] {
  const identified = identifiedBy(keyOf(name));
  return list
    .filter((element) => problemsOf(element).length === 0)
    .map((element) => {
      if (typeof element === 'string') return { id: element, json: null };
      const { data: id } = identified.safeParse(element);
      if (id === undefined || id === null) throw unreadable(subject, `${name} without ids`);
      return { id, json: JSON.stringify(element) };
    });
}

function listIn(body: unknown, name: ListName): readonly unknown[] | undefined {
  if (Array.isArray(body)) return body;
  const list = z.object({ [name]: z.array(z.unknown()) }).safeParse(body);
  return list.data?.[name];
}

const identifier = z.string().min(1).nullable().catch(null);

function identifiedBy(key: string) {
  return z.object({ id: identifier, [key]: identifier }).transform((object) => object.id ?? object[key] ?? null);
}
