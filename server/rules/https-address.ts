/** What a card or a task may lead to: an address of https, and no script, file or unprotected page. Null for all else. */
export function httpsAddress(text: string | null): string | null {
  return text !== null && URL.parse(text)?.protocol === 'https:' ? text : null;
}
