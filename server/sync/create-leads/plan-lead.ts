import { priceKindOf } from '../../delivery/leads/whole-prices.ts';
import type { KommoPipeline, NewLead } from '../../kommo/api/api.ts';
import { readableEmail } from '../../ledger/email.ts';
import { unmatchedSchema } from '../../matching/match.ts';
import type { Customer } from '../../platform/database/generated/client.ts';
import { namesOfProductsOf } from '../../rules/planning/fact-values.ts';
import { newLeadFor } from '../../rules/planning/new-lead.ts';
import { pipelinesOfProducts } from '../../rules/settings/product-pipelines.ts';
import { readLatestFacts } from '../match/product-pipelines.ts';
import type { PlannedCreation } from './lead-creations.ts';
import { type PlanningContext, responsibleUsersFor } from './responsible-users.ts';

interface PlannedLead extends PlannedCreation {
  /** without its responsible user, who is chosen in turn */
  readonly lead: NewLead;
}

/**
 * What is created for a customer: both the preview and the creation itself ask here.
 * @param requestedBy Kommo's user id; null when the settings asked for it
 * @throws the errors of server/kommo/requests/errors.ts while nothing is remembered
 */
export async function planCreation(
  run: PlanningContext,
  customer: Customer,
  requestedBy: bigint | null,
): Promise<PlannedLead> {
  const pipelines = await run.memory.pipelines(run.accountId);
  const lead = await planLead(run, customer, pipelines);
  return { lead, name: lead.name, ...(await responsibleUsersFor(run, lead, pipelines, requestedBy)) };
}

async function planLead(
  run: PlanningContext,
  customer: Customer,
  pipelines: readonly KommoPipeline[],
): Promise<NewLead> {
  const facts = await readLatestFacts(run, customer.id);
  return newLeadFor({
    customer: { ...customer, email: readableEmail(customer.email ?? customer.emailFolded ?? '') },
    facts,
    candidates: unmatchedSchema.safeParse(customer.match).data?.candidates ?? [],
    productPipelineIds: pipelinesOfProducts(run.settings.products, facts.flatMap(namesOfProductsOf)),
    pipelines,
    account: run.account,
    priceKind: await priceKindOf(run.prisma, run.accountId),
  });
}
