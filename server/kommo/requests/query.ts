/**
 * A query string that fits into one request line with 250 ids in it: the brackets of the names stay as they are, as
 * in Kommo's own examples; the values are encoded, `+` as `%2B`.
 */
export function queryString(
  parameters: Readonly<Record<string, string | number | readonly (string | number)[]>>,
): string {
  const pairs = Object.entries(parameters).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((each) => `${name}=${encodeURIComponent(each)}`),
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
