/** A work item of an account's job, by kind and id. */
export type SkippedName = `${'customer' | 'effect' | 'fact' | 'lead creation' | 'link' | 'step'} ${string}`;

/** The items of one account that are not retried for now. */
export interface SkipList {
  readonly has: (name: SkippedName) => boolean;
  /** until the next run: its outcome is in the database */
  readonly skipThisRun: (name: SkippedName) => void;
  /** for this many ms: its outcome could not be stored, so every run would retry it immediately */
  readonly skipFor: (milliseconds: number, name: SkippedName) => void;
}

/** The lists of all accounts, for one process. */
export function createSkipLists(): { readonly ofRun: (accountId: string, now: () => number) => SkipList } {
  const paused = new Map<string, Map<SkippedName, number>>();
  return {
    ofRun: (accountId, now) => {
      const skipped = new Set<SkippedName>();
      for (const [name, until] of paused.get(accountId) ?? []) {
        if (until > now()) skipped.add(name);
        else paused.get(accountId)?.delete(name);
      }
      if (skipped.size === 0) paused.delete(accountId);
      return {
        has: (name) => skipped.has(name),
        skipThisRun: (name) => void skipped.add(name),
        skipFor: (milliseconds, name) => {
          skipped.add(name);
          const ofAccount = paused.get(accountId) ?? new Map();
          paused.set(accountId, ofAccount.set(name, now() + milliseconds));
        },
      };
    },
  };
}
