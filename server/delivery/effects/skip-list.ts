/** Something that an account's job works on, by kind and id. */
export type SkippedName = `${'customer' | 'effect' | 'fact' | 'lead creation' | 'link' | 'step'} ${string}`;

/** What is not tried again for now, of one account. */
export interface SkipList {
  readonly has: (name: SkippedName) => boolean;
  /** until the next run: the database says what became of it */
  readonly skipThisRun: (name: SkippedName) => void;
  /** for so many ms: the database could not be made to say it, so every run would try it again at once */
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
