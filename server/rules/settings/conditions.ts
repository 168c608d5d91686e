import Big from 'big.js';
import { z } from 'zod';
import { catalogue, type EventFamily } from '../../fastspring/catalogue.ts';
import { purchases } from '../../ledger/purchase.ts';
import { countryCodes } from './countries.ts';

/** Money as a decimal string; no currency has more than four decimals. */
const decimal = /^\d{1,15}(\.\d{1,4})?$/;

const bound = z.string().trim().regex(decimal).nullable().default(null);

/** Compared with orders and refunds in this currency alone: amounts are never converted. */
const amountSchema = z
  .strictObject({
    /** ISO 4217 */
    currency: z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^[A-Z]{3}$/),
    /** tax included, this amount as well */
    atLeast: bound,
    atMost: bound,
  })
  .superRefine(({ atLeast, atMost }, context) => {
    if (atLeast === null && atMost === null) {
      context.addIssue({ code: 'custom', path: ['atLeast'], params: { code: 'one_bound_needed' } });
      return;
    }
    // A bound of another form has its own problem.
    const [least, most] = [atLeast, atMost].map((text) => (text !== null && decimal.test(text) ? new Big(text) : null));
    if (least && most && least.gt(most)) {
      context.addIssue({ code: 'custom', path: ['atMost'], params: { code: 'bounds_crossed', atLeast } });
    }
  });

/** Each once, as ISO 3166-1 alpha-2. */
const countriesSchema = z
  .array(
    z
      .string()
      .trim()
      .toUpperCase()
      .superRefine((country, context) => {
        if (countryCodes.has(country)) return;
        context.addIssue({ code: 'custom', params: { code: 'unknown_country', country } });
      }),
  )
  .max(countryCodes.size)
  .transform((each) => [...new Set(each)]);

/**
 * What a rule can ask of a payment besides its event and its product. A condition that asks nothing is left out: rules
 * without conditions are stored and sent as before there were any.
 */
export const conditionsShape = {
  amount: amountSchema.nullish(),
  /** one of them is the buyer's */
  countries: countriesSchema.nullish(),
  purchase: z.enum(purchases).nullish(),
};

const conditionsSchema = z.object(conditionsShape);
type Asked = z.output<typeof conditionsSchema>;

export type Conditions = { [Name in keyof Asked]?: NonNullable<Asked[Name]> };

/** The rule without the conditions that ask nothing. */
export function withoutUnasked<Rule extends Asked>(rule: Rule): Omit<Rule, keyof Asked> & Conditions {
  // Most rules. Copying 200 of them doubled the time it takes to read the settings.
  if (namesNoCondition(rule)) return rule;
  const { amount, countries, purchase, ...rest } = rule;
  return {
    ...rest,
    ...(amount ? { amount } : {}),
    ...(countries && countries.length > 0 ? { countries } : {}),
    ...(purchase ? { purchase } : {}),
  };
}

function namesNoCondition<Rule extends Asked>(rule: Rule): rule is Rule & { readonly [Name in keyof Asked]?: never } {
  return !('amount' in rule || 'countries' in rule || 'purchase' in rule);
}

export type Condition = keyof Conditions;

const withAmount: readonly EventFamily[] = [
  'completed order',
  'failed order',
  'canceled order',
  'order awaiting payment',
  'order awaiting approval',
  'completed charge',
  'return',
  'chargeback',
];
const withPurchase: readonly EventFamily[] = ['completed order', 'completed charge'];
/** It names only its order. */
const withoutCountry: readonly EventFamily[] = ['chargeback'];

/** Whether events of this type can fit the condition at all. */
export function canFit(condition: Condition, type: string): boolean {
  const family = catalogue.get(type)?.family ?? null;
  if (family === null) return false;
  if (condition === 'countries') return !withoutCountry.includes(family);
  return (condition === 'amount' ? withAmount : withPurchase).includes(family);
}

/** The conditions of a rule that no event of its type can fit. */
export function impossibleConditions(rule: Asked & { readonly on: string }): readonly Condition[] {
  if (namesNoCondition(rule)) return [];
  const asked = withoutUnasked(rule);
  return (['amount', 'countries', 'purchase'] as const).filter(
    (condition) => asked[condition] !== undefined && !canFit(condition, rule.on),
  );
}
