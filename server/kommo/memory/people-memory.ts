import { foldEmail } from '../../ledger/email.ts';
import type { KommoApi } from '../api/api.ts';
import { emailsOf } from '../api/contact-emails.ts';
import { type Ages, chooseOrRead, type Remembered } from './remembered.ts';
import { createSharedReadings, type LastFailures } from './shared-readings.ts';

export type PersonKind = 'contact' | 'company';

/** The parts of a contact or a company that its payments and the rights to them depend on. */
export interface KommoPerson {
  readonly responsibleId: number | null;
  /** folded */
  readonly emails: readonly string[];
  readonly leadIds: readonly number[];
  /** of a company: its contacts */
  readonly contactIds: readonly number[];
}

/**
 * Contacts and companies as Kommo last showed them; null when Kommo has none with this id. Kept in this process alone:
 * the database stores no addresses of people who never bought anything. @param fresh ms after which it is read again
 */
export type PeopleMemory = (
  accountId: string,
  kind: PersonKind,
  id: number,
  fresh?: number,
) => Promise<KommoPerson | null>;

interface Kept {
  readonly value: KommoPerson | null;
  /** ms since 1970 */
  readonly readAt: number;
}

const keptAtMost = 5_000;

export function createPeopleMemory(
  forAccount: (accountId: string) => Pick<KommoApi, 'getContacts' | 'getCompanies'>,
  { lastFailures, answerMs, ages }: { lastFailures: LastFailures; answerMs: number; ages: Ages },
): PeopleMemory {
  const share = createSharedReadings<KommoPerson | null>(lastFailures, answerMs);
  /** oldest first */
  const kept = new Map<string, Kept>();

  function recall(name: string): Remembered<KommoPerson | null> | undefined {
    const found = kept.get(name);
    return found && { value: found.value, age: Date.now() - found.readAt };
  }

  function keep(name: string, value: KommoPerson | null): void {
    const readAt = Date.now();
    kept.delete(name);
    kept.set(name, { value, readAt });
    for (const [oldest, known] of kept) {
      if (kept.size <= keptAtMost && readAt - known.readAt <= ages.usable) break;
      kept.delete(oldest);
    }
  }

  return (accountId, kind, id, fresh = ages.fresh) => {
    const name = `${accountId} ${kind} ${id}`;
    return chooseOrRead(recall(name), { ...ages, fresh }, (isUsable) =>
      share({ accountId, name, isUsable }, async () => {
        const person = await readPerson(forAccount(accountId), kind, id);
        keep(name, person);
        return person;
      }),
    );
  };
}

async function readPerson(
  api: Pick<KommoApi, 'getContacts' | 'getCompanies'>,
  kind: PersonKind,
  id: number,
): Promise<KommoPerson | null> {
  const [found] = kind === 'contact' ? await api.getContacts([id]) : await api.getCompanies([id]);
  if (found === undefined || found.is_deleted === true) return null;
  const { responsible_user_id, _embedded } = found;
  const contacts = _embedded && 'contacts' in _embedded ? _embedded.contacts : [];
  return {
    responsibleId: responsible_user_id ?? null,
    emails: emailsOf(found).flatMap((email) => foldEmail(email) ?? []),
    leadIds: _embedded?.leads.map((lead) => lead.id) ?? [],
    contactIds: contacts.map((contact) => contact.id),
  };
}
