import { z } from 'zod';
import type { KommoContact } from '../../kommo/api/api.ts';
import { KommoRefused } from '../../kommo/requests/errors.ts';
import { readableEmail } from '../../ledger/email.ts';
import { createCompanyDomains } from '../../matching/company-domains.ts';
import { rankMatch } from '../../matching/rank.ts';
import type { ImportCustomer } from '../../platform/database/generated/client.ts';
import { pipelinesOfProducts } from '../../rules/settings/product-pipelines.ts';
import type { AccountRun } from '../../sync/run.ts';
import type { ImportOutcome } from './plan.ts';

export interface Previews {
  readonly found: ReadonlyMap<string, ImportOutcome>;
  /** the error that ended the searches early; null if there was none */
  readonly failure: unknown;
}

/**
 * The leads that would get these customers' payments, by the same ranking as the real matching, without writing
 * anything: one search by address each. When the import is applied, the account's job searches more widely for
 * customers with an address that is on no contact.
 */
export async function previewMatches(run: AccountRun, customers: readonly ImportCustomer[]): Promise<Previews> {
  const searched: { readonly customer: ImportCustomer; readonly contacts: readonly KommoContact[] }[] = [];
  let failure: unknown = null;
  for (const customer of customers) {
    try {
      searched.push({ customer, contacts: await search(run, customer.email) });
    } catch (error) {
      failure = error;
      break;
    }
    if (run.signal.aborted) break;
  }
  const readings = await run.leads.read(
    searched.flatMap(({ contacts }) =>
      contacts.flatMap((contact) => contact._embedded?.leads.map(({ id }) => id) ?? []),
    ),
  );
  const leads = [...readings.values()].map(({ lead }) => lead);
  const pipelines = await run.memory.pipelines(run.accountId);
  const found = searched.map(({ customer, contacts }): readonly [string, ImportOutcome] => {
    const outcome = rankMatch({
      customer,
      tag: null,
      links: [],
      removedLeadIds: [],
      contacts,
      companies: [],
      leads,
      pipelines,
      productPipelineIds: pipelinesOfProducts(run.settings.products, customer.products.map(namesIn)),
      byCompanyDomain: 'off',
      companyDomains: createCompanyDomains(run.settings.matching),
    });
    if ('unmatched' in outcome) return [customer.identity, { why: outcome.unmatched.why }];
    const { reason, details, leadId } = outcome.match;
    const leadName = leads.find(({ id }) => id === leadId)?.name ?? String(leadId);
    return [customer.identity, { match: { reason, details, leadId, leadName } }];
  });
  return { found: new Map(found), failure };
}

const namesSchema = z.array(z.string());

/** An earlier version stored each name by itself. */
function namesIn(product: string): readonly string[] {
  return product.startsWith('[') ? namesSchema.parse(JSON.parse(product)) : [product];
}

/** An address that Kommo refuses to search for has no contact there. */
async function search(run: AccountRun, email: string | null): Promise<readonly KommoContact[]> {
  if (email === null) return [];
  try {
    return await run.kommo.searchContacts(readableEmail(email));
  } catch (error) {
    if (error instanceof KommoRefused) return [];
    throw error;
  }
}
