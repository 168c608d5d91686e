/**
 * Whether an `If-None-Match` or `If-Match` names this ETag: alone, in a list, or made weak, as a proxy does that compresses
 * (https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2). Weak ones count for `If-Match` too: ours tell versions, not bytes.
 */
export function namesEtag(header: string | undefined, etag: string): boolean {
  const named = header?.match(/"[^"]*"|\*/g) ?? [];
  return named.some((name) => name === etag || name === '*');
}
