import { type Clock, createClock } from '../clock.ts';
import { accountAddress } from '../http/account-host.ts';
import { createGrants, type Grants } from './oauth/grants.ts';
import type { Integration } from './oauth/integration.ts';
import { type Account, type AccountOptions, createAccount } from './records/account.ts';

export interface KommoState {
  readonly clock: Clock;
  readonly accounts: readonly Account[];
  readonly integrations: Map<string, Integration>;
  /** addresses where Kommo answers without an account: the host of all tokens, former subdomains of some accounts */
  readonly otherHosts: Set<string>;
  readonly grants: Grants;
  readonly addAccount: (options: AccountOptions) => Account;
  readonly findAccount: (subdomain: string) => Account | undefined;
  /** the origin of the account's own host */
  readonly accountAddress: (account: Account) => string;
  /** known once the sandbox listens */
  port: string;
}

export function createState(): KommoState {
  const clock = createClock();
  const accounts: Account[] = [];
  let lastId = 1_000_000;
  const nextId = () => {
    lastId += 1;
    return lastId;
  };
  const state: KommoState = {
    clock,
    accounts,
    integrations: new Map(),
    otherHosts: new Set(['api-c']),
    grants: createGrants(clock),
    addAccount: (options) => {
      const account = createAccount(options, clock, nextId);
      accounts.push(account);
      return account;
    },
    findAccount: (subdomain) => accounts.find((account) => account.subdomain === subdomain),
    accountAddress: (account) => accountAddress(state.port, account.subdomain),
    port: '',
  };
  return state;
}
