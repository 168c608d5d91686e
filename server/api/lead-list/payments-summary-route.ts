import { z } from 'zod';
import { leadStatus, totalsOf } from '../../ledger/lead-status.ts';
import { decimalString } from '../../ledger/money.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { Problem } from '../../platform/http/problem.ts';
import { readLeadLedger } from '../../recording/read/lead-ledger.ts';
import { leadIdSchema } from '../kommo-id.ts';
import { readLeadCustomers } from '../lead-customers.ts';
import { readVisibleLeads } from '../people/lead-access.ts';
import type { Api } from '../prepare-api.ts';
import { readLeadNames } from './lead-names.ts';
import type { PaymentsSummary, VisibleLead } from './payments-summary-view.ts';

/** More rows than Kommo's list of leads shows at once. */
const leadsAtMost = 500;

const bodySchema = z.strictObject({
  leadIds: z.array(leadIdSchema).min(1).max(leadsAtMost),
});

/** Who has paid what on the leads that a person ticked in Kommo's list. Reads alone; the ids would not fit an address. */
export async function paymentsSummaryRoute(app: Api): Promise<void> {
  const { kommo } = app;
  const { prisma } = app.database;

  const route = { schema: { body: bodySchema }, schemaErrorFormatter: notValid };
  app.post('/api/v1/leads/payments-summary', route, async ({ user, body }): Promise<PaymentsSummary> => {
    const leadIds = [...new Set(body.leadIds)];
    const visible = await readVisibleLeads(kommo.memory, user, leadIds);
    const { accountId } = user;
    const names = await readLeadNames(prisma, kommo.forAccount(accountId, 'interactive'), accountId, [...visible]);
    const summaries = await summarize(prisma, accountId, [...visible], names);
    return { leads: leadIds.map((leadId) => summaries.get(leadId) ?? { leadId, hidden: true }) };
  });
}

async function summarize(
  prisma: PrismaClient,
  accountId: string,
  leadIds: readonly number[],
  names: ReadonlyMap<number, string>,
): Promise<ReadonlyMap<number, VisibleLead>> {
  const [ledgers, customersOf] = await Promise.all([
    readLeadLedger(prisma, accountId, leadIds),
    readLeadCustomers(prisma, accountId, leadIds),
  ]);
  return new Map(
    [...ledgers].map(([leadId, ofLead]) => [
      leadId,
      {
        ...{ leadId, hidden: false, name: names.get(leadId) || null },
        status: leadStatus(ofLead),
        paid: totalsOf(ofLead).map(({ currency, paid }) => ({ currency, paid: decimalString(paid, currency) })),
        // One buyer with two FastSpring accounts is two customers.
        customers: [
          ...new Set(
            (customersOf.get(leadId) ?? []).flatMap(({ name, company, email }) => name ?? company ?? email ?? []),
          ),
        ],
      },
    ]),
  );
}

function notValid(): Problem {
  return new Problem(400, 'Leads not valid', `The body must be {"leadIds":[1]}, with 1 to ${leadsAtMost} leads.`, {
    code: 'request_invalid',
  });
}
