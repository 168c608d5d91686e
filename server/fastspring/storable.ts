/**
 * The text as Postgres can hold it in a column and in JSON: without a NUL and without half of a surrogate pair, which a
 * buyer may type into a name (https://www.postgresql.org/docs/current/datatype-json.html). The event's payload keeps both.
 */
export function storable(text: string): string {
  return text.replaceAll('\0', '\u{FFFD}').toWellFormed();
}
