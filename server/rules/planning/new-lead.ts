import type { KommoPipeline, NewLead } from '../../kommo/api/api.ts';
import { closedStages, incomingStageType } from '../../kommo/api/stages.ts';
import { longestText } from '../../kommo/limits.ts';
import { readableEmail } from '../../ledger/email.ts';
import type { CustomerReference, Fact } from '../../ledger/fact.ts';
import type { Candidate } from '../../matching/match.ts';
import type { AccountFormats } from '../ledger-values.ts';
import { placeholderValues } from './fact-values.ts';
import { kommoPrice, type PriceKind } from './price.ts';

/** Marks leads created for FastSpring's customers, for people and for our own searches. */
export const createdLeadTag = 'FastSpring';

export interface NewLeadInput {
  readonly customer: Pick<CustomerReference, 'name' | 'company' | 'phone'> & { readonly email: string };
  /** the customer's facts, latest first */
  readonly facts: readonly Fact[];
  /** possible matches, likeliest first */
  readonly candidates: readonly Candidate[];
  /** the pipelines in which the products are sold; the first working one counts; if none, Kommo's main pipeline */
  readonly productPipelineIds: readonly number[];
  readonly pipelines: readonly KommoPipeline[];
  readonly account: Pick<AccountFormats, 'language' | 'currency'>;
  readonly priceKind: PriceKind;
}

/** The lead, together with the contact, for a customer without a match in Kommo. */
export function newLeadFor(input: NewLeadInput): NewLead {
  const { customer, facts, account } = input;
  const order = facts.find((fact) => fact.kind === 'order');
  const told = order ?? facts.find((fact) => fact.kind === 'subscription');
  const product = told === undefined ? '' : placeholderValues(told, account.language).product;
  const person = customer.name ?? customer.company ?? customer.email;
  const isPriced = order !== undefined && order.order.currency === account.currency;
  const price = isPriced ? kommoPrice(order.order.total, input.priceKind) : 0;
  return {
    name: [person, product]
      .filter((part) => part !== '')
      .join(', ')
      .slice(0, longestText)
      .replace(halfAPairAtTheEnd, ''),
    ...(price === 0 ? {} : { price }),
    ...firstStage(input),
    tags: [{ name: createdLeadTag }],
    contact: contactOf(input),
  };
}

const halfAPairAtTheEnd = /[\ud800-\udbff]$/;

/** An existing contact with the same address gets the lead; one that only resembles the customer does not. */
function contactOf({ customer, candidates }: NewLeadInput): NewLead['contact'] {
  const same = candidates.find(
    ({ reason, contactId, details }) =>
      contactId !== null && (reason === 'email' || reason === 'alias') && details.contactGone !== true,
  );
  if (same?.contactId != null) return { id: same.contactId };
  const { name, company, phone } = customer;
  const email = readableEmail(customer.email);
  return {
    name: name ?? company ?? email,
    email,
    ...(phone === null ? {} : { phone }),
    ...(company !== null && { company }),
  };
}

/**
 * Through this endpoint Kommo allows no lead in a stage for incoming leads. The main pipeline is named too, where Kommo
 * would choose it anyway: a person is shown the place before the lead is created.
 */
function firstStage({ productPipelineIds, pipelines }: NewLeadInput): Pick<NewLead, 'pipeline_id' | 'status_id'> {
  const pipeline = productPipelineIds
    .flatMap((id) => pipelines.find((known) => known.id === id) ?? [])
    .concat(pipelines.filter(({ is_main }) => is_main === true))
    .find(({ is_archive }) => is_archive !== true);
  if (pipeline === undefined) return {};
  const [stage] = pipeline._embedded.statuses
    .filter(({ id, type }) => type !== incomingStageType && !closedStages.has(id))
    .toSorted((one, other) => one.sort - other.sort);
  return { pipeline_id: pipeline.id, ...(stage === undefined ? {} : { status_id: stage.id }) };
}
