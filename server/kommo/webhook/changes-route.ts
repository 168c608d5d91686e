import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { readRow } from '../../platform/database/read-rows.ts';
import { createBodyBudget } from '../../platform/http/body-budget.ts';
import { Problem } from '../../platform/http/problem.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** the account that Kommo's call is for: known before the body is read */
    kommoWebhookAccount: string;
  }
}

interface ChangesRoute {
  readonly Params: { readonly key: string };
}

export interface ChangesDependencies {
  readonly prisma: PrismaClient;
  /** makes the account's job follow the reported changes */
  readonly wake: (accountId: string) => void;
}

/** What Kommo reports changes of. */
export const changedEntities = ['lead', 'contact'] as const;

interface ReportedChange {
  readonly entity: (typeof changedEntities)[number];
  readonly id: number;
  readonly gone: boolean;
}

/** Kommo sends a few at a time; the nightly comparison finds anything beyond that. */
const changesAtMost = 500;
const bodyLimit = 1024 * 1024;
/** Of calls in progress. */
const bytesInFlight = { perOwner: 4 * bodyLimit, inAll: 16 * bodyLimit };

/**
 * Kommo's own webhook. Kommo signs nothing, so the address is the secret, and only the ids of leads and contacts are
 * taken from the body; the rest is read from Kommo. Kommo waits two seconds for an answer and switches off an address
 * that answers badly too often: https://developers.kommo.com/docs/webhooks-general
 */
export async function changesRoute(app: FastifyInstance, { prisma, wake }: ChangesDependencies): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit }, (_request, body, done) => done(null, body));

  app.decorateRequest('kommoWebhookAccount', '');
  // Before the body is read: an unknown caller's body is never held.
  app.addHook<ChangesRoute>('onRequest', async (request) => {
    const owner = await findOwner(prisma, request.params.key);
    if (owner === undefined) {
      throw new Problem(404, 'Unknown webhook address', 'No account has this address. Remove it in Kommo’s settings.', {
        code: 'webhook_unknown_address',
      });
    }
    if (owner.isUninstalled) {
      throw new Problem(
        410,
        'The widget was uninstalled',
        'The widget was uninstalled from this account, so nothing was stored. Remove the address in Kommo’s settings.',
        { code: 'webhook_uninstalled' },
      );
    }
    request.kommoWebhookAccount = owner.accountId;
  });
  const budget = createBodyBudget(bytesInFlight, ({ kommoWebhookAccount }) => kommoWebhookAccount);
  const preParsing = budget.countBody;

  app.post<ChangesRoute>('/webhooks/kommo/:key', { bodyLimit, preParsing }, async (request, reply) => {
    const accountId = request.kommoWebhookAccount;
    const changes = readChanges(typeof request.body === 'string' ? request.body : '');
    await budget.holdDuring(request, () => storeChanges(prisma, accountId, changes));
    if (changes.length > 0) wake(accountId);
    return reply.code(200).send();
  });
}

const ownerSchema = z.object({ accountId: z.string(), isUninstalled: z.boolean() });

/** By its address, or by the previous one while Kommo may still call that. In one query, because Kommo calls often. */
async function findOwner(prisma: PrismaClient, key: string) {
  return readRow(prisma, ownerSchema)`
    SELECT "id" AS "accountId", "state" = 'uninstalled' AS "isUninstalled" FROM "accounts" WHERE "id" IN (
      SELECT "account_id" FROM "kommo_webhooks" WHERE "key" = ${key}
      UNION ALL
      SELECT "account_id" FROM "former_webhook_keys"
      WHERE "key" = ${key} AND "sender" = 'kommo' AND "ends_at" > clock_timestamp())`;
}

const idSchema = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
const named = /^((leads|contacts)\[(add|update|delete|restore)\]\[\d+\])\[id\]$/;

/**
 * Reads `leads[delete][0][id]=152464&contacts[update][0][id]=…`, a form with nested names in which everything is text.
 * Kommo lists companies among the contacts, with the type `company`; they are left out.
 */
export function readChanges(body: string): readonly ReportedChange[] {
  const form = new URLSearchParams(body);
  const companies = new Set([...form].flatMap(([name, value]) => (value === 'company' ? name : [])));
  const changes = new Map<string, ReportedChange>();
  for (const [name, value] of form) {
    const [, element, list, what] = named.exec(name) ?? [];
    const { data: id } = idSchema.safeParse(value);
    if (list === undefined || id === undefined || companies.has(`${element}[type]`)) continue;
    const entity = list === 'leads' ? 'lead' : 'contact';
    changes.set(`${entity} ${id}`, { entity, id, gone: what === 'delete' });
    if (changes.size === changesAtMost) break;
  }
  return [...changes.values()];
}

/**
 * A repeated change counts as new, and the last report wins. Ordered by id, so that two calls do not wait for each
 * other's rows.
 */
async function storeChanges(
  prisma: PrismaClient,
  accountId: string,
  changes: readonly ReportedChange[],
): Promise<void> {
  await prisma.$executeRaw`
    INSERT INTO "kommo_changes" ("account_id", "entity", "entity_id", "gone", "reported_at")
    SELECT ${accountId}::uuid, c.*, clock_timestamp() FROM unnest(
      ${changes.map(({ entity }) => entity)}::text[], ${changes.map(({ id }) => id)}::bigint[],
      ${changes.map(({ gone }) => gone)}::boolean[]) AS c("entity", "entity_id", "gone")
    ORDER BY c."entity", c."entity_id"
    ON CONFLICT ("account_id", "entity", "entity_id") DO UPDATE
    SET "gone" = excluded."gone", "reported_at" = excluded."reported_at"`;
}
