import type { KommoAccount } from './api.ts';

/** What an account's row keeps of Kommo's `GET /account`, but for its id and address. */
export function accountFacts(account: KommoAccount) {
  return {
    name: account.name,
    language: account.language ?? 'en',
    currency: account.currency ?? null,
    timeZone: account._embedded?.datetime_settings?.timezone ?? 'UTC',
  };
}
