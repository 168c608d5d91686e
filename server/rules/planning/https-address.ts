/** What a card or a task may lead to: an address of https, not a script, a file or an unprotected page; else null. */
export function httpsAddress(text: string | null): string | null {
  return text !== null && URL.parse(text)?.protocol === 'https:' ? text : null;
}
