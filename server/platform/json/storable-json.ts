/**
 * Makes the strings of a JSON text storable in Postgres, in a column and in JSON: each NUL and each half of a surrogate
 * pair, which keyboards and programs put into names, becomes U+FFFD
 * (https://www.postgresql.org/docs/current/datatype-json.html). In JSON both occur only as escapes, a NUL because of
 * the grammar and half a pair because it has no UTF-8 encoding. Text that is not JSON may be changed, and is still not
 * JSON.
 */
export function storableJson(text: string): string {
  return text.replace(escapes, (found) => (found.length === halfAPair ? String.raw`\ufffd` : found));
}

/**
 * A pair, half a pair or NUL, any other escape: each is matched as a whole, so that `\\u0000` stays a backslash and
 * letters.
 */
const escapes = /\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u(?:[dD][89a-fA-F][\da-fA-F]{2}|0000)|\\./g;
const halfAPair = String.raw`\ud800`.length;
