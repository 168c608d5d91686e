/** An address that a card or a task may link to: https, not a script, a file or an unprotected page; otherwise null. */
export function httpsAddress(text: string | null): string | null {
  return text !== null && URL.parse(text)?.protocol === 'https:' ? text : null;
}
