type Values = Readonly<Record<string, unknown>> | null;

interface ChangedValue {
  /** e.g. `matching.byCompanyDomain` */
  readonly place: string;
  readonly before: string;
  readonly after: string;
}

const NOTHING = '–';

/** The differences between the two, value by value; a list is one value. */
export function changedValues(before: Values, after: Values): readonly ChangedValue[] {
  const old = new Map(valuesIn(before));
  const current = new Map(valuesIn(after));
  return [...new Set([...old.keys(), ...current.keys()])]
    .map((place) => ({ place, before: old.get(place) ?? NOTHING, after: current.get(place) ?? NOTHING }))
    .filter((value) => value.before !== value.after);
}

function valuesIn(value: unknown, place = ''): readonly (readonly [place: string, text: string])[] {
  if (value === null || value === undefined) return place === '' ? [] : [[place, NOTHING]];
  if (typeof value !== 'object' || Array.isArray(value)) return [[place, textOf(value)]];
  return Object.entries(value).flatMap(([name, each]) => valuesIn(each, place === '' ? name : `${place}.${name}`));
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
