import { z } from 'zod';
import type { FastspringApi, FastspringObject, Page } from '../../fastspring/api/api.ts';
import type { IncomingEvent } from '../../fastspring/webhook/batch.ts';
import { readRows } from '../../platform/database/read-rows.ts';
import type { Listed, ListedKind } from '../walk/listed.ts';
import { storeMissingEvents } from '../walk/store-missing-events.ts';
import { differenceOf, type ReconciliationRun, withDifferences } from './reconciliation-run.ts';
import type { Book, Difference, Progress } from './results.ts';

/** A difference, and the events that bring the ledger in line with FastSpring. */
export interface Found<Kind extends ListedKind> {
  /** null for a refund, which FastSpring names in its order */
  readonly item: Listed<Kind> | null;
  readonly difference: Difference;
  readonly events: readonly IncomingEvent[];
}

/** A kind of FastSpring's objects, and how it is compared with the ledger. */
export interface ComparedKind<Kind extends ListedKind> {
  readonly kind: Kind;
  /** FastSpring's lists, a page at a time, by their names in the cursor */
  readonly lists: (run: ReconciliationRun, progress: Progress) => ReadonlyMap<string, List>;
  /** the ledger's next objects after this id that no list showed, by their ids */
  readonly readUnlisted: (
    run: ReconciliationRun,
    progress: Progress,
    after: string,
  ) => Promise<readonly LedgerObject[]>;
  readonly get: (api: FastspringApi, ids: readonly string[]) => Promise<readonly FastspringObject[]>;
  /** whether the lists should have shown it */
  readonly isListed: (object: FastspringObject) => boolean;
  /** the objects that count, and their differences to the ledger */
  readonly compare: (
    run: ReconciliationRun,
    progress: Progress,
    objects: readonly FastspringObject[],
  ) => Promise<{ readonly items: readonly Listed<Kind>[]; readonly found: readonly Found<Kind>[] }>;
  readonly addTo: (book: Book, items: readonly Listed<Kind>[]) => Book;
}

type List = (page: number) => Promise<Page<FastspringObject>>;
type LedgerObject = Pick<Difference, 'id' | 'name' | 'panel'>;

const unlisted = 'unlisted:';
const nothing: Book = { orders: 0, totals: {}, activeSubscriptions: 0 };

/**
 * Compares the next page of FastSpring's lists with the ledger. The cursor is `{list}:{page}`.
 * @returns null after the last page
 */
export async function comparePage<Kind extends ListedKind>(
  run: ReconciliationRun,
  progress: Progress,
  compared: ComparedKind<Kind>,
): Promise<Progress | null> {
  const lists = compared.lists(run, progress);
  const names = [...lists.keys()];
  const [name = '', page] = (progress.cursor ?? `${names[0]}:1`).split(':');
  const list = lists.get(name);
  if (list === undefined) return null;
  const { items, nextPage } = await list(Number(page));
  const after = await compareObjects(run, progress, compared, items);
  const next = names[names.indexOf(name) + 1];
  return { ...after, cursor: nextPage !== null ? `${name}:${nextPage}` : next === undefined ? unlisted : `${next}:1` };
}

/**
 * Checks some more of the ledger's objects that no list showed: a list that changes while it is read may miss some. They
 * are requested one by one. One that FastSpring does not have stays in the ledger, because an event once reported it,
 * and is named. The cursor is `unlisted:{the last id}`.
 * @returns null after the last one
 */
export async function compareUnlisted<Kind extends ListedKind>(
  run: ReconciliationRun,
  progress: Progress,
  compared: ComparedKind<Kind>,
): Promise<Progress | null> {
  const rows = await compared.readUnlisted(run, progress, progress.cursor?.replace(unlisted, '') ?? '');
  const last = rows.at(-1);
  if (last === undefined) return null;
  const objects = await compared.get(run.api, idsOf(rows));
  const listed = objects.filter(compared.isListed);
  const after = await compareObjects(run, progress, compared, listed);
  const there = new Set(idsOf(listed));
  const absent = rows.filter(({ id }) => !there.has(id));
  const differences = absent.map((row) => differenceOf(compared.kind, row.id, 'not_at_fastspring', row));
  return { ...withDifferences(after, differences), cursor: `${unlisted}${last.id}` };
}

/** Counts FastSpring's objects, each once, and takes in those that the ledger lacks or has differently. */
async function compareObjects<Kind extends ListedKind>(
  run: ReconciliationRun,
  progress: Progress,
  compared: ComparedKind<Kind>,
  objects: readonly FastspringObject[],
): Promise<Progress> {
  const { items, found } = await compared.compare(run, progress, objects);
  await storeMissingEvents(
    run,
    run.accountId,
    found.flatMap(({ events }) => events),
  );
  // Last, so that an interruption repeats the whole page; a finished page is not counted again.
  const added = await rememberListed(run, compared.kind, idsOf(items.map(({ object }) => object)));
  const isNew = (item: Listed<Kind> | null) => (item === null ? added.size > 0 : added.has(item.object.id));
  const news = found.filter(({ item }) => isNew(item)).map(({ difference }) => difference);
  return {
    ...withDifferences(progress, news),
    fastspring: compared.addTo(progress.fastspring ?? nothing, items.filter(isNew)),
  };
}

/** @returns the objects not listed before: a list that grows while it is read shows some twice */
async function rememberListed(
  { database, accountId }: ReconciliationRun,
  kind: ListedKind,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const added = await readRows(database.prisma, z.object({ id: z.string() }))`
    INSERT INTO "reconciliation_listed" ("account_id", "kind", "id")
    SELECT ${accountId}::uuid, ${kind}, i FROM unnest(${ids}::text[]) AS i
    ON CONFLICT DO NOTHING RETURNING "id"`;
  return new Set(idsOf(added));
}

/** Which of these objects still differ after everything that was taken in has been recorded, and FastSpring's side. */
export async function findRemaining<Kind extends ListedKind>(
  run: ReconciliationRun,
  progress: Progress,
  compared: ComparedKind<Kind>,
  ids: readonly string[],
): Promise<{ readonly ids: ReadonlySet<string>; readonly theirs: Book }> {
  const { items, found } = await compared.compare(run, progress, await compared.get(run.api, ids));
  const differing = new Set(found.flatMap(({ item }) => item ?? []));
  const same = new Set(items.flatMap((item) => (differing.has(item) ? [] : item.object.id)));
  return { ids: new Set(ids.filter((id) => !same.has(id))), theirs: compared.addTo(nothing, [...differing]) };
}

function idsOf(objects: readonly { readonly id: string }[]): readonly string[] {
  return objects.map(({ id }) => id);
}
