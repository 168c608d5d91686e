type Values = Readonly<Record<string, unknown>> | null;

interface ChangedValue {
  /** e.g. `matching.byCompanyDomain` */
  readonly place: string;
  readonly before: string;
  readonly after: string;
}

const NOTHING = '–';

/** The text of one entry of a list, in the reader's language; null where there is none. */
export type DescribeEntry = (place: string, entry: unknown) => string | null;

/** The differences between the two, value by value; a list is one value. */
export function changedValues(
  before: Values,
  after: Values,
  describeEntry: DescribeEntry = () => null,
): readonly ChangedValue[] {
  const old = new Map(valuesIn(before, describeEntry));
  const current = new Map(valuesIn(after, describeEntry));
  return [...new Set([...old.keys(), ...current.keys()])]
    .map((place) => ({ place, before: old.get(place) ?? NOTHING, after: current.get(place) ?? NOTHING }))
    .filter((value) => value.before !== value.after);
}

function valuesIn(
  value: unknown,
  describeEntry: DescribeEntry,
  place = '',
): readonly (readonly [place: string, text: string])[] {
  if (value === null || value === undefined) return place === '' ? [] : [[place, NOTHING]];
  if (Array.isArray(value) && value.length === 0) return [[place, NOTHING]];
  if (Array.isArray(value)) return [[place, listText(value, (entry) => describeEntry(place, entry))]];
  if (typeof value !== 'object') return [[place, textOf(value)]];
  return Object.entries(value).flatMap(([name, each]) =>
    valuesIn(each, describeEntry, place === '' ? name : `${place}.${name}`),
  );
}

/** In words where every entry has them. */
function listText(entries: readonly unknown[], describe: (entry: unknown) => string | null): string {
  const texts = entries.map(describe).filter((text) => text !== null);
  return texts.length === 0 || texts.length < entries.length ? textOf(entries) : texts.join('; ');
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
