/**
 * A JSON text whose strings Postgres can hold, in a column and in JSON: each NUL and each half of a surrogate pair, which
 * people's keyboards and programs put into names, becomes U+FFFD (https://www.postgresql.org/docs/current/datatype-json.html).
 * Both stand in JSON as escapes only, a NUL by its grammar and half a pair because it has no UTF-8. Text that is no JSON
 * may come out changed and stays what it is: no JSON.
 */
export function storableJson(text: string): string {
  return text.replace(escapes, (found) => (found.length === halfAPair ? String.raw`\ufffd` : found));
}

/** A pair, half a pair or NUL, any other escape: each is taken whole, so that `\\u0000` stays a backslash and letters. */
const escapes = /\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u(?:[dD][89a-fA-F][\da-fA-F]{2}|0000)|\\./g;
const halfAPair = String.raw`\ud800`.length;
