import { randomUUID } from 'node:crypto';
import type { Account } from './account.ts';
import type { AccountEvent } from './entities.ts';

/** Adds an entry to the account's event list. */
export function recordEvent(
  account: Account,
  event: Pick<AccountEvent, 'type' | 'entity_id' | 'entity_type' | 'created_by'> &
    Partial<Pick<AccountEvent, 'value_after' | 'value_before'>>,
): void {
  account.events.push({
    value_after: [],
    value_before: [],
    ...event,
    id: `01${randomUUID().replaceAll('-', '').slice(0, 24)}`,
    created_at: account.clock.seconds(),
  });
}
