import type { AccountRun } from './run.ts';

/** A step of the account's job after its payments are on their leads. It lives in a higher layer and is passed in. */
export interface LaterStep {
  readonly name: string;
  /** the accounts with due work in this step, as an SQL query of `account_id`; it reads only what is due, from an index */
  readonly dueAccounts: string;
  /** Cleans up after a killed run, once at the start of a run. */
  readonly settle?: (run: AccountRun) => Promise<void>;
  /** @returns whether there was anything to do */
  readonly work: (run: AccountRun) => Promise<boolean>;
}
