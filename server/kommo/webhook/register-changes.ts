import { randomBytes } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import { z } from 'zod';
import type { KommoWebhook, PrismaClient } from '../../platform/database/generated/client.ts';
import { readValues } from '../../platform/database/read-rows.ts';
import { day, minute } from '../../platform/time/units.ts';
import type { KommoApi } from '../api/api.ts';
import { KommoError, KommoForbidden, KommoRefused } from '../requests/errors.ts';

/** The events that Kommo is to report. A merge reports the entity that stays and the one that goes. */
const events = ['add_lead', 'delete_lead', 'restore_lead', 'add_contact', 'update_contact', 'delete_contact'] as const;

/** ms; an existing registration is repeated, because Kommo switches off an address that answered badly */
const againAfter = day;
const tryAgainAfter = 10 * minute;

export interface RegisterDependencies {
  readonly prisma: PrismaClient;
  readonly forAccount: (accountId: string) => Pick<KommoApi, 'registerWebhook' | 'removeWebhook'>;
  /** our address for Kommo, without a trailing slash */
  readonly publicUrl: string;
  readonly log: Pick<FastifyBaseLogger, 'info'>;
}

/**
 * Subscribes to created and deleted leads and contacts, for every connected account that is due. Where the plan has no
 * webhooks only the nightly comparison notices. Recurring work, so no two processes register one at once.
 */
export async function registerChanges(dependencies: RegisterDependencies, signal: AbortSignal): Promise<void> {
  const { prisma } = dependencies;
  await addMissingRows(prisma);
  for (const accountId of await findDue(prisma)) {
    if (signal.aborted) return;
    const webhook = await prisma.kommoWebhook.findUnique({ where: { accountId } });
    if (webhook !== null) await register(dependencies, webhook);
  }
}

/** `not_allowed`: the account's plan has no webhooks, so that changes are found every night. */
export const webhookStates = ['unregistered', 'registered', 'not_allowed'] as const;

async function addMissingRows(prisma: PrismaClient): Promise<void> {
  const accountIds = await readValues(prisma, z.string())`
    SELECT a."id"::text FROM "accounts" a WHERE a."state" = 'connected'
      AND NOT EXISTS (SELECT FROM "kommo_webhooks" w WHERE w."account_id" = a."id")`;
  if (accountIds.length === 0) return;
  const keys = accountIds.map(() => randomBytes(32).toString('base64url'));
  // Not createMany: Prisma keeps the plan of each number of rows, tens of MB for thousands.
  await prisma.$executeRaw`
    INSERT INTO "kommo_webhooks" ("account_id", "key") SELECT * FROM unnest(${accountIds}::uuid[], ${keys}::text[])
    ON CONFLICT DO NOTHING`;
}

/** Registering writes to Kommo, so it waits while writing is paused. */
async function findDue(prisma: PrismaClient): Promise<readonly string[]> {
  return readValues(prisma, z.string())`
    SELECT w."account_id"::text FROM "kommo_webhooks" w JOIN "accounts" a ON a."id" = w."account_id"
    WHERE a."state" = 'connected' AND a."writing_paused_at" IS NULL AND w."next_attempt" <= clock_timestamp()
    ORDER BY w."next_attempt"`;
}

async function register(dependencies: RegisterDependencies, webhook: KommoWebhook): Promise<void> {
  const { prisma, publicUrl, log } = dependencies;
  const { accountId, key } = webhook;
  const destination = `${publicUrl}/webhooks/kommo/${key}`;
  const kommo = dependencies.forAccount(accountId);
  // The address may have been changed meanwhile: then it stays due, and that run removes this destination.
  const remember = (state: (typeof webhookStates)[number], reason: string | null) =>
    prisma.$executeRaw`
      UPDATE "kommo_webhooks" SET "state" = ${state}, "reason" = ${reason}, "destination" = ${destination},
        "next_attempt" = CASE "key" WHEN ${key}
          THEN clock_timestamp() + ${againAfter} * interval '1 millisecond' ELSE "next_attempt" END
      WHERE "account_id" = ${accountId}::uuid`;
  try {
    await kommo.registerWebhook(destination, events);
    if (webhook.destination !== null && webhook.destination !== destination) await forget(kommo, webhook.destination);
    await remember('registered', null);
    await prisma.formerWebhookKey.deleteMany({ where: { accountId, sender: 'kommo', key: { not: key } } });
  } catch (error) {
    await prisma.$executeRaw`
      UPDATE "kommo_webhooks" SET "next_attempt" = clock_timestamp() + ${tryAgainAfter} * interval '1 millisecond'
      WHERE "account_id" = ${accountId}::uuid AND "key" = ${key}`;
    if (!(error instanceof KommoError)) throw error;
    log.info({ accountId, reason: error.message }, 'Kommo does not call this account’s address');
    if (error instanceof KommoForbidden || error instanceof KommoRefused) await remember('not_allowed', error.message);
  }
}

/** The previous address of this server; Kommo may have dropped it already. */
async function forget(kommo: Pick<KommoApi, 'removeWebhook'>, destination: string): Promise<void> {
  try {
    await kommo.removeWebhook(destination);
  } catch (error) {
    if (!(error instanceof KommoRefused)) throw error;
  }
}
