type Value = string | number | boolean;

/**
 * A query string of the parameters that are given; empty when none is. It fits into one request line with 250 ids in it:
 * the brackets of the names stay as they are, as in Kommo's own examples; the values are encoded, `+` as `%2B`.
 */
export function queryString(parameters: Readonly<Record<string, Value | readonly Value[] | undefined>>): string {
  const pairs = Object.entries(parameters).flatMap(([name, value]) =>
    [value ?? []].flat().map((each) => `${name}=${encodeURIComponent(each)}`),
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
