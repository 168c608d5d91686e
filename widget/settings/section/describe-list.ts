import { fill } from '../../ui/texts.ts';
import type { PageTexts } from '../page/page-context.ts';
import { listDifference } from './merge.ts';
import { same } from './same.ts';

/** The differences of an ordered list, a line for each entry. */
export function describeList<Entry>(
  before: readonly Entry[],
  after: readonly Entry[],
  { list }: Pick<PageTexts, 'list'>,
  textOf: (entry: Entry) => string,
): readonly string[] {
  const { added, removed } = listDifference(before, after);
  if (added.length + removed.length === 0) {
    return same(before, after) ? [] : [fill(list.reordered, { entries: after.map(textOf).join('; ') })];
  }
  if (isChangedInPlace(before, after, added.length)) {
    return added.map((entry) => fill(list.changed, { entry: textOf(entry) }));
  }
  return [
    ...removed.map((entry) => fill(list.removed, { entry: textOf(entry) })),
    ...added.map((entry) => fill(list.added, { entry: textOf(entry) })),
  ];
}

function isChangedInPlace<Entry>(before: readonly Entry[], after: readonly Entry[], changes: number): boolean {
  const different = after.filter((entry, at) => !same(entry, before[at]));
  return before.length === after.length && different.length === changes;
}
