import { z } from 'zod';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { hour, minute } from '../../platform/time/units.ts';
import type { KommoApi, KommoUser } from '../api/api.ts';
import { userSchema } from '../api/schemas.ts';
import { KommoForbidden } from '../requests/errors.ts';
import { createKept } from './kept.ts';
import { forgetOldPlaces, readLeadPlaces, recallPlaces, rememberPlaces, type StoredPlace } from './lead-places.ts';
import { type KommoPerson, type PersonKind, readPerson } from './people.ts';
import { type Ages, chooseOrRead, type Remembered, recall, remember } from './remembered.ts';
import { createSharedReadings, type LastFailures } from './shared-readings.ts';

/**
 * The data behind everybody's rights, read again after five minutes. While Kommo cannot be reached, or does not answer
 * at once, it counts for an hour; after that these throw the errors of errors.ts. A person waits for them: all readers
 * of the same thing share one request.
 */
export interface RightsMemory {
  /** The same list as `users` of `KommoMemory`. @param fresh ms after which it is read again */
  readonly users: (accountId: string, fresh?: number) => Promise<readonly KommoUser[]>;
  /** For each lead, null when Kommo has no such lead. @param fresh ms after which it is read again */
  readonly leadPlaces: (
    accountId: string,
    leadIds: readonly number[],
    fresh?: number,
  ) => Promise<ReadonlyMap<number, StoredPlace | null>>;
  /**
   * A contact or company; null when Kommo has none with this id. Kept in this process alone: the database stores no
   * addresses of people who never bought anything. @param fresh ms after which it is read again
   */
  readonly people: (accountId: string, kind: PersonKind, id: number, fresh?: number) => Promise<KommoPerson | null>;
}

type Users = readonly KommoUser[];
type Places = ReadonlyMap<number, StoredPlace | null>;

const ages: Ages = { fresh: 5 * minute, usable: hour };
/** ms; another process may have read a newer list since. An open card asks every 25 seconds. */
const usersKeptFor = minute;
const peopleKept = 5_000;
/** accounts; a list of fifty users with their rights takes tens of KB */
const usersKept = 500;
const usersSchema = z.array(userSchema);

/** @param answerMs how long a person waits for Kommo while something usable is remembered */
export function createRightsMemory(
  prisma: PrismaClient,
  forAccount: (accountId: string) => KommoApi,
  answerMs: number,
): RightsMemory {
  const lastFailures: LastFailures = new Map();
  const chooseUsers = createChoice<Users>(lastFailures, answerMs);
  const choosePlaces = createChoice<Places>(lastFailures, answerMs);
  const choosePerson = createChoice<KommoPerson | null>(lastFailures, answerMs);
  // A list of users with hundreds of rights takes milliseconds to parse, and every request needs it.
  const keptUsers = createKept<Users>(usersKeptFor, usersKept);
  const keptPeople = createKept<KommoPerson | null>(ages.usable, peopleKept);

  return {
    users: async (accountId, fresh) => {
      const known = await keptUsers.recall(accountId, () => recall(prisma, accountId, 'users', usersSchema));
      return chooseUsers(known, { accountId, name: accountId, fresh }, async () => {
        const users = await readUsers(forAccount(accountId));
        await remember(prisma, accountId, 'users', users);
        keptUsers.keep(accountId, users);
        return users;
      });
    },
    async leadPlaces(accountId, leadIds, fresh = ages.fresh) {
      const known = await recallPlaces(prisma, accountId, leadIds);
      const ageOf = (leadId: number) => known.get(leadId)?.age ?? Number.POSITIVE_INFINITY;
      const stale = leadIds.filter((leadId) => ageOf(leadId) > fresh);
      const remembered = new Map([...known].map(([leadId, { value }]) => [leadId, value]));
      if (stale.length === 0) return remembered;
      const oldest: Remembered<Places> = { value: remembered, age: Math.max(...stale.map(ageOf)) };
      const read = await choosePlaces(oldest, { accountId, name: `${accountId} ${stale.join()}`, fresh }, async () => {
        const places = await readLeadPlaces(forAccount(accountId), stale);
        await forgetOldPlaces(prisma, accountId, ages.usable);
        await rememberPlaces(prisma, accountId, places);
        return places;
      });
      return new Map([...remembered, ...read]);
    },
    people: async (accountId, kind, id, fresh) => {
      const name = `${accountId} ${kind} ${id}`;
      const known = await keptPeople.recall(name, async () => undefined);
      return choosePerson(known, { accountId, name, fresh }, async () => {
        const person = await readPerson(forAccount(accountId), kind, id);
        keptPeople.keep(name, person);
        return person;
      });
    },
  };
}

/** Chooses between what is remembered and one reading from Kommo that all readers of the same name share. */
function createChoice<Value>(lastFailures: LastFailures, answerMs: number) {
  const share = createSharedReadings<Value>(lastFailures, answerMs);
  return (
    known: Remembered<Value> | undefined,
    { accountId, name, fresh = ages.fresh }: { accountId: string; name: string; fresh: number | undefined },
    read: () => Promise<Value>,
  ) => chooseOrRead(known, { ...ages, fresh }, (isUsable) => share({ accountId, name, isUsable }, read));
}

/** The account's users; empty when the token may not list them. */
export async function readUsers(api: Pick<KommoApi, 'getUsers'>): Promise<Users> {
  try {
    return await api.getUsers();
  } catch (error) {
    if (error instanceof KommoForbidden) return [];
    throw error;
  }
}
