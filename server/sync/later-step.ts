import type { AccountRun } from './run.ts';

/** What an account's job also does, after its payments are on their leads. Its room stands above this one and is handed in. */
export interface LaterStep {
  readonly name: string;
  /** whether the account has something to do here now, as SQL over the alias a (account) */
  readonly isDue: string;
  /** Puts in order what a killed run left, once at the beginning of a run. */
  readonly settle?: (run: AccountRun) => Promise<void>;
  /** @returns whether there was anything to do */
  readonly work: (run: AccountRun) => Promise<boolean>;
}
