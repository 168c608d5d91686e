import { z } from 'zod';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { hour, minute } from '../../platform/time/units.ts';
import type { KommoApi, KommoUser } from '../api/api.ts';
import { userSchema } from '../api/schemas.ts';
import { forgetOldPlaces, readLeadPlaces, recallPlaces, rememberPlaces, type StoredPlace } from './lead-places.ts';
import { createPeopleMemory, type PeopleMemory } from './people-memory.ts';
import { readUsers } from './read-users.ts';
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
  /** contacts and companies, remembered for the same time */
  readonly people: PeopleMemory;
}

type Users = readonly KommoUser[];

/** A list of users with hundreds of rights takes milliseconds to parse, and every request needs it. */
interface Kept {
  readonly list: Promise<Remembered<Users> | undefined>;
  /** ms since 1970 */
  readonly since: number;
}

const ages: Ages = { fresh: 5 * minute, usable: hour };
/** ms; another process may have read a newer list since. An open card asks every 25 seconds. */
const keptFor = minute;
const usersSchema = z.array(userSchema);

/** @param answerMs how long a person waits for Kommo while something usable is remembered */
export function createRightsMemory(
  prisma: PrismaClient,
  forAccount: (accountId: string) => KommoApi,
  answerMs: number,
): RightsMemory {
  const lastFailures: LastFailures = new Map();
  const shareUsers = createSharedReadings<Users>(lastFailures, answerMs);
  const sharePlaces = createSharedReadings<ReadonlyMap<number, StoredPlace | null>>(lastFailures, answerMs);
  const kept = new Map<string, Kept>();

  async function recallUsers(accountId: string): Promise<Remembered<Users> | undefined> {
    const now = Date.now();
    for (const [id, { since }] of kept) if (now - since >= keptFor) kept.delete(id);
    const { list, since } = kept.get(accountId) ?? recallAnew(accountId);
    const known = await list;
    return known && { value: known.value, age: known.age + (now - since) };
  }

  function recallAnew(accountId: string): Kept {
    const own = { list: recall(prisma, accountId, 'users', usersSchema), since: Date.now() };
    kept.set(accountId, own);
    own.list.catch(() => kept.delete(accountId));
    return own;
  }

  return {
    users: async (accountId, fresh = ages.fresh) =>
      chooseOrRead(await recallUsers(accountId), { ...ages, fresh }, (isUsable) =>
        shareUsers({ accountId, name: accountId, isUsable }, async () => {
          const value = await readUsers(forAccount(accountId));
          await remember(prisma, accountId, 'users', value);
          kept.set(accountId, { list: Promise.resolve({ value, age: 0 }), since: Date.now() });
          return value;
        }),
      ),
    async leadPlaces(accountId, leadIds, fresh = ages.fresh) {
      const known = await recallPlaces(prisma, accountId, leadIds);
      const ageOf = (leadId: number) => known.get(leadId)?.age ?? Number.POSITIVE_INFINITY;
      const stale = leadIds.filter((leadId) => ageOf(leadId) > fresh);
      const remembered = new Map([...known].map(([leadId, { value }]) => [leadId, value]));
      if (stale.length === 0) return remembered;
      const oldest: Remembered<ReadonlyMap<number, StoredPlace | null>> = {
        value: remembered,
        age: Math.max(...stale.map(ageOf)),
      };
      const read = await chooseOrRead(oldest, { ...ages, fresh }, (isUsable) =>
        sharePlaces({ accountId, name: `${accountId} ${stale.join()}`, isUsable }, async () => {
          const places = await readLeadPlaces(forAccount(accountId), stale);
          await forgetOldPlaces(prisma, accountId, ages.usable);
          await rememberPlaces(prisma, accountId, places);
          return places;
        }),
      );
      return new Map([...remembered, ...read]);
    },
    people: createPeopleMemory(forAccount, { lastFailures, answerMs, ages }),
  };
}
