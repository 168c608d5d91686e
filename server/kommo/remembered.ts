import type { z } from 'zod';
import type { PrismaClient } from '../database/generated/client.ts';
import { KommoError } from './errors.ts';

/** An answer of Kommo's as it was stored. */
export interface Remembered {
  readonly value: unknown;
  /** ms */
  readonly age: number;
}

/** ms */
export interface Ages {
  /** older is read again */
  readonly fresh: number;
  /** older is not used even when Kommo cannot be asked */
  readonly usable: number;
}

/** @throws the errors of errors.ts when Kommo has to be asked, cannot be, and nothing usable is remembered */
export async function chooseOrRead<Value>(
  known: Remembered | undefined,
  schema: z.ZodType<Value>,
  { fresh, usable }: Ages,
  read: () => Promise<Value>,
): Promise<Value> {
  // What an older version remembered in another form is read from Kommo again.
  const parsed = schema.safeParse(known?.value);
  const age = known?.age ?? Number.POSITIVE_INFINITY;
  if (parsed.success && age <= fresh) return parsed.data;
  try {
    return await read();
  } catch (error) {
    if (error instanceof KommoError && known !== undefined && parsed.success && age <= usable) return parsed.data;
    throw error;
  }
}

export async function recall(prisma: PrismaClient, accountId: string, name: string): Promise<Remembered | undefined> {
  const rows = await prisma.$queryRaw<Remembered[]>`
    SELECT value, (extract(epoch FROM clock_timestamp() - read_at) * 1000)::float8 AS age
    FROM kommo_memory WHERE account_id = ${accountId}::uuid AND name = ${name}`;
  return rows[0];
}

export async function remember(prisma: PrismaClient, accountId: string, name: string, value: unknown): Promise<void> {
  await prisma.$executeRaw`
    INSERT INTO kommo_memory (account_id, name, value, read_at)
    VALUES (${accountId}::uuid, ${name}, ${JSON.stringify(value)}::jsonb, clock_timestamp())
    ON CONFLICT (account_id, name) DO UPDATE SET value = excluded.value, read_at = excluded.read_at`;
}
