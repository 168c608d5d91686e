/**
 * Whether an `If-None-Match` or `If-Match` names this ETag: alone, in a list, or made weak by a compressing proxy
 * (https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2). Weak ones match for `If-Match` too: ours identify versions,
 * not bytes.
 */
export function namesEtag(header: string | undefined, etag: string): boolean {
  const named = header?.match(/"[^"]*"|\*/g) ?? [];
  return named.some((name) => name === etag || name === '*');
}
