import Big from 'big.js';
import type { Fact } from '../../ledger/fact.ts';
import type { Purchase } from '../../ledger/purchase.ts';
import { keep } from '../../platform/runtime/keep.ts';
import type { Rule } from '../settings/settings.ts';
import { fitsSkuPattern } from '../settings/sku-pattern.ts';
import { productNamesOf } from './fact-values.ts';

/** What rules are compared with. */
interface RuleSubject {
  readonly fact: Fact;
  readonly lead: { readonly pipelineId: number };
  readonly purchase: Purchase | null;
}

/**
 * The rules that apply to a fact, in their order. A fact without what a condition asks for, such as a chargeback without
 * the buyer's country, does not fit. A refund that is only requested fits no rule.
 */
export function fittingRules(rules: readonly Rule[], { fact, lead, purchase }: RuleSubject): readonly Rule[] {
  if (fact.kind === 'refund_request') return [];
  const amount = amountOf(fact);
  const country = countryOf(fact);
  const names = productNamesOf(fact);
  // Patterns last: they cost the most.
  return rules.filter(
    (rule) =>
      rule.on === fact.type &&
      (rule.pipelineId === null || rule.pipelineId === lead.pipelineId) &&
      (rule.purchase === undefined || rule.purchase === purchase) &&
      (rule.countries === undefined || (country !== null && rule.countries.includes(country))) &&
      (rule.amount === undefined || (amount !== null && fitsAmount(rule.amount, amount))) &&
      fitsProduct(rule, names),
  );
}

/** Whether any rule needs an order's place among its customer's. */
export function askForPurchase(rules: readonly Rule[]): boolean {
  return rules.some(({ purchase }) => purchase !== undefined);
}

function fitsProduct({ sku }: Rule, names: readonly string[]): boolean {
  return sku === null || names.some((name) => fitsSkuPattern(sku, name));
}

interface Amount {
  readonly total: string;
  readonly currency: string;
}

/** Of an order or a refund, tax included. */
function amountOf(fact: Fact): Amount | null {
  if (fact.kind === 'order') return fact.order;
  return fact.kind === 'refund' ? fact : null;
}

/** The buyer's: the order's own counts before the customer's. */
function countryOf(fact: Fact): string | null {
  return (fact.kind === 'order' ? fact.order.country : null) ?? fact.customer.country;
}

/** Amounts in different currencies are never compared. */
function fitsAmount({ currency, atLeast, atMost }: NonNullable<Rule['amount']>, amount: Amount): boolean {
  if (amount.currency !== currency) return false;
  const total = numberOf(amount.total);
  return (atLeast === null || total.gte(numberOf(atLeast))) && (atMost === null || total.lte(numberOf(atMost)));
}

/** Settings contain at most 400 bounds, which are compared with thousands of facts. */
const rememberedAtMost = 2_000;
const remembered = new Map<string, Big>();

function numberOf(decimal: string): Big {
  return keep(remembered, rememberedAtMost, decimal, () => new Big(decimal));
}
