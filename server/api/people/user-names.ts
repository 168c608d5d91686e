import { z } from 'zod';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { readRows } from '../../platform/database/read-rows.ts';

export type UserNames = ReadonlyMap<number, string>;

/**
 * Names of Kommo's users as they were last read; without them a link shows the user's number. Their rights, most of what
 * is remembered, stay in the database: every card asks for the names.
 */
export async function readUserNames(prisma: PrismaClient, accountId: string): Promise<UserNames> {
  const rows = await readRows(prisma, z.object({ id: z.number(), name: z.string() }))`
    SELECT (u ->> 'id')::float8 AS id, u ->> 'name' AS name
    FROM kommo_memory, jsonb_path_query(value, 'strict $[*] ? (@.id.type() == "number" && @.name.type() == "string")', '{}', true) AS u
    WHERE account_id = ${accountId}::uuid AND kommo_memory.name = 'users'`;
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** The user's name, or the number of one without a name; null where no user is meant. */
export function userName(names: UserNames, id: bigint | number): string;
export function userName(names: UserNames, id: bigint | number | null): string | null;
export function userName(names: UserNames, id: bigint | number | null): string | null {
  return id === null ? null : (names.get(Number(id)) ?? String(id));
}
