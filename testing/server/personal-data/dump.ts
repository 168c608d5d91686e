import { z } from 'zod';
import { unpack } from '../../../server/fastspring/payloads/pack.ts';
import type { Database } from '../../../server/platform/database/database.ts';

const packedSchema = z.array(z.object({ packed: z.instanceof(Uint8Array) }));
const rowsSchema = z.array(z.object({ text: z.string() }));

/** Every row of every table, the job queue's too, as text. */
export async function dumpDatabase({ query }: Pick<Database, 'query'>): Promise<string> {
  const { rows } = await query(
    `SELECT format('%I.%I', table_schema, table_name) AS text FROM information_schema.tables
     WHERE table_type = 'BASE TABLE' AND table_schema IN ('public', 'pgboss')`,
  );
  const dumps: string[] = [];
  for (const { text: table } of rowsSchema.parse(rows)) {
    const { rows: stored } = await query(`SELECT row_to_json(t)::text AS text FROM ${table} t`);
    dumps.push(...rowsSchema.parse(stored).map(({ text }) => `${table} ${text}`));
  }
  const { rows: payloads } = await query(`SELECT "packed" FROM "event_payloads"`);
  dumps.push(...packedSchema.parse(payloads).map(({ packed }) => `event_payloads ${unpack(packed)}`));
  return dumps.join('\n');
}

/** The words that occur in a text, in any letter case. */
export function wordsIn(text: string, words: readonly string[]): readonly string[] {
  const lower = text.toLowerCase();
  return words.filter((word) => lower.includes(word.toLowerCase()));
}
