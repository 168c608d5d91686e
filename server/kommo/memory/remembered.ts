import { z } from 'zod';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { readRow } from '../../platform/database/read-rows.ts';
import { KommoError } from '../requests/errors.ts';

/** An answer of Kommo's as it was stored. */
export interface Remembered<Value> {
  readonly value: Value;
  /** ms */
  readonly age: number;
}

/** of an SQL statement */
export const rememberedRow = z.object({ value: z.unknown(), age: z.number() });

/** ms */
export interface Ages {
  /** older values are read again */
  readonly fresh: number;
  /** older values are not used even when Kommo cannot be reached */
  readonly usable: number;
}

/**
 * @param read may settle for less than Kommo's word when something usable is known
 * @throws the errors of errors.ts when Kommo has to be asked, cannot be reached, and nothing usable is remembered
 */
export async function chooseOrRead<Value>(
  known: Remembered<Value> | undefined,
  { fresh, usable }: Ages,
  read: (isUsable: boolean) => Promise<Value>,
): Promise<Value> {
  if (known !== undefined && known.age <= fresh) return known.value;
  const fallback = known !== undefined && known.age <= usable ? known : undefined;
  try {
    return await read(fallback !== undefined);
  } catch (error) {
    if (error instanceof KommoError && fallback !== undefined) return fallback.value;
    throw error;
  }
}

export async function recall<Value>(
  prisma: PrismaClient,
  accountId: string,
  name: string,
  schema: z.ZodType<Value>,
): Promise<Remembered<Value> | undefined> {
  const row = await readRow(prisma, rememberedRow)`
    SELECT value, (extract(epoch FROM clock_timestamp() - read_at) * 1000)::float8 AS age
    FROM kommo_memory WHERE account_id = ${accountId}::uuid AND name = ${name}`;
  return parseRemembered(row, schema);
}

/** A value that an older version remembered in another form counts as unknown. */
export function parseRemembered<Value>(
  stored: Remembered<unknown> | undefined,
  schema: z.ZodType<Value>,
): Remembered<Value> | undefined {
  const parsed = schema.safeParse(stored?.value);
  return parsed.success && stored !== undefined ? { value: parsed.data, age: stored.age } : undefined;
}

export async function remember(prisma: PrismaClient, accountId: string, name: string, value: unknown): Promise<void> {
  await prisma.$executeRaw`
    INSERT INTO kommo_memory (account_id, name, value, read_at)
    VALUES (${accountId}::uuid, ${name}, ${JSON.stringify(value)}::jsonb, clock_timestamp())
    ON CONFLICT (account_id, name) DO UPDATE SET value = excluded.value, read_at = excluded.read_at`;
}
