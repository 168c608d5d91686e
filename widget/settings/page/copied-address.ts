/** The webhook address copied in this browser. Only the browser knows; a received webhook is the better proof. */
const NAME = 'payments-via-fastspring:copied-address';

export function readCopied(): string | null {
  try {
    return localStorage.getItem(NAME);
  } catch {
    return null;
  }
}

export function rememberCopied(address: string): void {
  try {
    localStorage.setItem(NAME, address);
  } catch {
    // A browser may refuse storage; the first webhook then ticks the step.
  }
}
