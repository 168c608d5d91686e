import { findMarker } from '../../server/rules/planning/marker.ts';
import type { Scene } from './scene.ts';

/**
 * The contents of Kommo and of the ledger for some accounts, in a form that is equal for two runs of the same story.
 */
export interface Observation {
  /** the result of each effect in Kommo: `lead note mark` and the like, with its count */
  readonly effects: ReadonlyMap<string, number>;
  /** each lead, fact, order … as a line of text */
  readonly lines: ReadonlySet<string>;
}

export async function observe(scene: Scene, subdomains: readonly string[]): Promise<Observation> {
  const effects = new Map<string, number>();
  const lines = new Set<string>();
  for (const subdomain of subdomains) {
    for (const effect of effectsInKommo(scene, subdomain)) effects.set(effect, (effects.get(effect) ?? 0) + 1);
    for (const line of await ledgerLines(scene, subdomain)) lines.add(line);
  }
  return { effects, lines };
}

/**
 * Notes and tasks by their text, which ends in their mark; a lead's stage, price and tags unchanged. A task's due date
 * is left out: it counts from when the task is sent.
 */
function effectsInKommo({ kommo }: Scene, subdomain: string): readonly string[] {
  const account = kommo.account(subdomain);
  const leads = [...account.leads.values()].flatMap((lead) => [
    `${subdomain} ${lead.id} stage ${lead.pipeline_id}/${lead.status_id}`,
    `${subdomain} ${lead.id} price ${lead.price}`,
    ...lead.tags.map((tag) => `${subdomain} ${lead.id} tag ${tag.name}`),
  ]);
  const notes = [...account.notes.values()].map(
    (note) => `${subdomain} ${note.entity_id} note ${markOf(String(note.params.text))}`,
  );
  const tasks = [...account.tasks.values()].map((task) =>
    [subdomain, task.entity_id, 'task', markOf(task.text), task.is_completed].join(' '),
  );
  return [...leads, ...notes, ...tasks];
}

function markOf(text: string): string {
  return `${text} ${findMarker(text) === null ? '(without a mark)' : ''}`;
}

/** The ledger without the differences between runs: our ids, and the times and order of arrival. */
async function ledgerLines({ database, accountId }: Scene, subdomain: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const [table, sql] of Object.entries(ledgerQueries)) {
    const { rows } = await database.query(sql, [accountId(subdomain)]);
    for (const row of rows) lines.push(`${subdomain} ${table} ${JSON.stringify(row)}`);
  }
  return lines;
}

const ledgerQueries = {
  fact: `SELECT f."fact_key", f."type", f."occurred_at", f."live", f."data", f."lead_id"::text, c."identity"
         FROM "facts" f LEFT JOIN "customers" c ON c."id" = f."customer_id" WHERE f."account_id" = $1::uuid`,
  order: `SELECT to_jsonb(o) - 'account_id' - 'customer_id' AS "order" FROM "orders" o WHERE o."account_id" = $1::uuid`,
  refund: `SELECT to_jsonb(r) - 'account_id' AS "refund" FROM "refunds" r WHERE r."account_id" = $1::uuid`,
  subscription: `SELECT to_jsonb(s) - 'account_id' - 'customer_id' AS "subscription" FROM "subscriptions" s
                 WHERE s."account_id" = $1::uuid`,
  customer: `SELECT "identity", "email", "name", "company", "country", "match_state" FROM "customers"
             WHERE "account_id" = $1::uuid`,
  link: `SELECT c."identity", l."lead_id"::text, l."contact_id"::text, l."reason" FROM "customer_leads" l
         JOIN "customers" c ON c."id" = l."customer_id" WHERE l."account_id" = $1::uuid`,
  event: `SELECT "event_id", "type", "state" FROM "events" WHERE "account_id" = $1::uuid`,
} as const;

export interface Comparison {
  readonly expected: number;
  readonly found: number;
  readonly duplicates: readonly string[];
  readonly lost: readonly string[];
  /** of the ledger, and unexpected entries in Kommo */
  readonly differences: readonly string[];
}

export function compare(undisturbed: Observation, disturbed: Observation): Comparison {
  const expected = [...undisturbed.effects.keys()];
  const countOf = (effect: string) => disturbed.effects.get(effect) ?? 0;
  const lost = expected.filter((effect) => countOf(effect) === 0);
  return {
    expected: expected.length,
    found: expected.length - lost.length,
    duplicates: [...disturbed.effects].filter(([, count]) => count > 1).map(([effect]) => effect),
    lost,
    differences: [
      ...[...disturbed.effects.keys()].filter((effect) => !undisturbed.effects.has(effect)).map((line) => `+ ${line}`),
      ...[...undisturbed.lines].filter((line) => !disturbed.lines.has(line)).map((line) => `- ${line}`),
      ...[...disturbed.lines].filter((line) => !undisturbed.lines.has(line)).map((line) => `+ ${line}`),
    ],
  };
}
