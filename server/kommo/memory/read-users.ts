import type { KommoApi, KommoUser } from '../api/api.ts';
import { KommoForbidden } from '../requests/errors.ts';

/** The account's users; empty when the token may not list them. */
export async function readUsers(api: Pick<KommoApi, 'getUsers'>): Promise<readonly KommoUser[]> {
  try {
    return await api.getUsers();
  } catch (error) {
    if (error instanceof KommoForbidden) return [];
    throw error;
  }
}
