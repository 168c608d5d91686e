/** Unsaved input, and the saved value that it started from. */
export interface StoredDraft<Value> {
  readonly base: Value;
  readonly value: Value;
}

/**
 * Keeps a draft through a reload of the page, in this tab: Kommo reloads its pages by itself after a release
 * (https://developers.kommo.com/docs/environment-variables). The name contains the widget's version, so that no version
 * reads a form that it does not know.
 */
export function readDraft<Value>(name: string): StoredDraft<Value> | null {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? 'null');
  } catch {
    return null;
  }
}

export function writeDraft<Value>(name: string, draft: StoredDraft<Value> | null): void {
  try {
    if (draft === null) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, JSON.stringify(draft));
  } catch {
    // A browser may refuse storage: the draft then lives as long as the page.
  }
}
