import type { KommoAccount } from './api.ts';

/** The fields of Kommo's `GET /account` that an account's row keeps, except its id and address. */
export function accountFacts(account: KommoAccount) {
  return {
    name: account.name,
    language: account.language ?? 'en',
    currency: account.currency ?? null,
    timeZone: account._embedded?.datetime_settings?.timezone ?? 'UTC',
  };
}
