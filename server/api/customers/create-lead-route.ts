import { setTimeout } from 'node:timers/promises';
import { recordAudit } from '../../audit/record-audit.ts';
import { holdUpErasures } from '../../platform/database/erasure-lock.ts';
import type { Customer, PrismaClient } from '../../platform/database/generated/client.ts';
import { Problem } from '../../platform/http/problem.ts';
import { wantLead } from '../../sync/create-leads/lead-creations.ts';
import { requireWriting } from '../pause/writing-pause.ts';
import type { WidgetUser } from '../people/widget-user.ts';
import type { Api } from '../prepare-api.ts';
import { readStoredLeadNames } from '../stored-lead-names.ts';
import { previewLead } from './preview-lead.ts';
import { customerRoute, requireCustomer } from './require-customer.ts';
import { refuseNotRelevant, requireWaiting } from './require-waiting.ts';
import type { CreatedLead, LeadPreview } from './unmatched-view.ts';

interface CreateLeadOptions {
  /** how long a person waits for Kommo before the answer is that it goes on by itself */
  readonly timeoutMs: number;
}

/** ms between two looks at what the account's job has done */
const lookEvery = 150;

/**
 * `POST /api/v1/customers/{customerId}/lead`: makes a contact and a lead for an unmatched customer. The account's job
 * makes it, so that two clicks, a click and an event, or two processes make one. For a customer who is linked already the
 * answer is that lead. `GET` at the same address says what would be made, and makes nothing.
 */
export async function createLeadRoute(app: Api, { timeoutMs }: CreateLeadOptions): Promise<void> {
  const { wake } = app;
  const { prisma } = app.database;

  app.get('/api/v1/customers/:customerId/lead', customerRoute, async (request): Promise<LeadPreview> => {
    const { accountId } = request.user;
    const customer = await requireCustomer(prisma, accountId, request.params.customerId);
    addressOf(customer);
    requireWaiting(customer);
    await requireWriting(request);
    return previewLead(app, request.user, customer);
  });

  // Made with the rights of the user who installed the integration, not with those of the person who asks.
  app.post('/api/v1/customers/:customerId/lead', customerRoute, async (request): Promise<CreatedLead> => {
    const { user } = request;
    const { customerId } = request.params;
    const emailFolded = addressOf(await requireCustomer(prisma, user.accountId, customerId));
    const already = await linkedLead(prisma, user.accountId, customerId);
    if (already !== null) return already;
    await requireWriting(request);
    await requestLead(prisma, user, customerId, emailFolded);
    const waitUntil = Date.now() + timeoutMs;
    while (Date.now() < waitUntil) {
      wake(user.accountId);
      await setTimeout(lookEvery);
      const made = await linkedLead(prisma, user.accountId, customerId);
      if (made !== null) return made;
      await refuseIfFailed(prisma, user.accountId, emailFolded);
      refuseNotRelevant(await requireCustomer(prisma, user.accountId, customerId));
    }
    throw new Problem(
      409,
      'Still being created',
      'Kommo takes longer than usual. The contact and the lead are made as soon as it answers; reload this page in a few minutes.',
      { code: 'creation_pending' },
    );
  });
}

async function requestLead(
  prisma: PrismaClient,
  { accountId, userId }: WidgetUser,
  subject: string,
  emailFolded: string,
): Promise<void> {
  await prisma.$transaction(async (transaction) => {
    await holdUpErasures(transaction, accountId);
    refuseNotRelevant(await requireCustomer(transaction, accountId, subject));
    const isNew = await wantLead(transaction, accountId, emailFolded, userId, Date.now());
    if (isNew) await recordAudit(transaction, { accountId, userId, action: 'lead_requested', subject });
  });
}

function addressOf({ emailFolded }: Pick<Customer, 'emailFolded'>): string {
  if (emailFolded === null) {
    throw new Problem(
      409,
      'No e-mail',
      'FastSpring does not tell this customer’s e-mail, so a contact made for it could not be found again. Link the customer to a lead by hand.',
      { code: 'customer_without_email' },
    );
  }
  return emailFolded;
}

async function linkedLead(prisma: PrismaClient, accountId: string, customerId: string): Promise<CreatedLead | null> {
  const link = await prisma.customerLead.findFirst({
    where: { accountId, customerId, removedAt: null },
    orderBy: { since: 'desc' },
  });
  if (link === null) return null;
  const leadId = Number(link.leadId);
  const names = await readStoredLeadNames(prisma, accountId, [leadId]);
  const creation = await prisma.leadCreation.findFirst({ where: { accountId, leadId } });
  return { leadId, leadName: names.get(leadId) ?? creation?.name ?? `#${leadId}` };
}

async function refuseIfFailed(prisma: PrismaClient, accountId: string, emailFolded: string): Promise<void> {
  const where = { accountId_emailFolded: { accountId, emailFolded } };
  const creation = await prisma.leadCreation.findUnique({ where });
  if (creation?.state !== 'failed') return;
  const reason = creation.lastError ?? '';
  throw new Problem(409, 'Kommo refused the lead', `Kommo refused it: ${reason}`, { code: 'kommo_refused', reason });
}
