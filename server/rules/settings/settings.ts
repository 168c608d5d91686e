import { z } from 'zod';
import { catalogue, documentedEventTypes, type EventType } from '../../fastspring/catalogue.ts';
import { hostOf } from '../../matching/host.ts';
import { accessSchema } from './access.ts';
import { conditionsShape, impossibleConditions, withoutUnasked } from './conditions.ts';
import { kommoId } from './kommo-ids.ts';
import { unknownPlaceholders } from './placeholders.ts';
import { responsibleSchema } from './responsible.ts';

/** A SKU or product path with `*` for any text: server/rules/settings/sku-pattern.ts */
const skuPattern = z.string().trim().min(1).max(255);

const domainName = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,}|xn--[a-z0-9-]+)$/;

/** The part of an address in front of its `@`; an `@` further back is part of a page's path. */
const beforeHost = /^[^/?#]*@/;

/** Each once, in ASCII. People may enter the address of a person or a page instead of its domain. */
const domains = z
  .array(
    z
      .string()
      .transform((typed) => hostOf(typed.replace(beforeHost, '')))
      .pipe(z.string().regex(domainName)),
  )
  .max(500)
  .transform((each) => [...new Set(each)])
  .default([]);

const template = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .superRefine((text, context) => {
      for (const placeholder of unknownPlaceholders(text)) {
        context.addIssue({ code: 'custom', params: { code: 'unknown_placeholder', placeholder } });
      }
    });

const weekdayTime = z.strictObject({
  /** 1 = Monday … 7 = Sunday, as ISO 8601 counts */
  weekday: z.int().min(1).max(7),
  /** `HH:MM` in the account's time zone */
  time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
});

const taskSchema = z
  .strictObject({
    /** 1 = follow-up, 2 = meeting, others are the account's own */
    typeId: kommoId,
    text: template(1000),
    /** counted from the moment of the fact, or from its report if that is later */
    dueInHours: z.number().min(0).max(8760).nullable().default(null),
    /** the first such moment after the fact */
    dueOn: weekdayTime.nullable().default(null),
  })
  .superRefine((task, context) => {
    if ((task.dueInHours === null) === (task.dueOn === null)) {
      context.addIssue({ code: 'custom', path: ['dueInHours'], params: { code: 'one_due_needed' } });
    }
  });

const ruleSchema = z
  .strictObject({
    on: z.enum(documentedEventTypes),
    /** null: any product */
    sku: skuPattern.nullable().default(null),
    /** null: any pipeline of the lead */
    pipelineId: kommoId.nullable().default(null),
    ...conditionsShape,
    /** `pipelineId: null` is the lead's own pipeline */
    moveTo: z
      .strictObject({ pipelineId: kommoId.nullable().default(null), statusId: kommoId })
      .nullable()
      .default(null),
    /** the move may go backwards or leave a closed stage */
    reopen: z.boolean().default(false),
    note: z.boolean().default(true),
    task: taskSchema.nullable().default(null),
    /** only facts of an order carry a price */
    setPrice: z.boolean().default(false),
    tags: z.array(z.string().trim().min(1).max(100)).max(20).default([]),
    fields: z
      .array(z.strictObject({ fieldId: kommoId, value: template(255) }))
      .max(40)
      .default([]),
  })
  .superRefine((rule, context) => {
    if (rule.setPrice && !carriesPrice(rule.on)) {
      context.addIssue({ code: 'custom', path: ['setPrice'], params: { code: 'no_price_in_event', on: rule.on } });
    }
    for (const condition of impossibleConditions(rule)) {
      context.addIssue({
        code: 'custom',
        path: [condition],
        params: { code: `no_${condition}_in_event`, on: rule.on },
      });
    }
  })
  .transform(withoutUnasked);

/** Whether facts of this event type have a price that a lead can take over. */
export function carriesPrice(type: EventType): boolean {
  return catalogue.get(type)?.price === true;
}

const field = kommoId.nullable().default(null);

const fastspringName = z
  .string()
  .trim()
  .regex(/^[\w-]{1,100}$/);

/**
 * An administrator's settings, without FastSpring's secrets, which are stored separately and encrypted. Every part has
 * a default, so `{}` is a complete set: notes for important events, no moves, no fields written.
 */
export const settingsSchema = z.strictObject({
  access: accessSchema,
  matching: z
    .strictObject({
      byCompanyDomain: z.enum(['off', 'suggest', 'link']).default('suggest'),
      createWhenUnmatched: z.enum(['nothing', 'lead']).default('nothing'),
      /** each belongs to one company, overriding the lists of mail providers */
      companyDomains: domains,
      /** domains where anyone can have an address; a domain in both lists counts as one of these */
      providerDomains: domains,
    })
    .prefault({}),
  /** the pipeline in which a product is sold; the first matching pattern counts */
  products: z
    .array(z.strictObject({ sku: skuPattern, pipelineId: kommoId }))
    .max(500)
    .default([]),
  responsible: responsibleSchema,
  rules: z.array(ruleSchema).max(200).default([]),
  /** Kommo's ids of the lead fields that show the ledger; null for none */
  fields: z
    .strictObject({
      status: field,
      monthly: field,
      nextChargeAt: field,
      totalPaid: field,
      lastPaymentAt: field,
      subscriptionId: field,
      country: field,
    })
    .prefault({}),
  /**
   * The effects of FastSpring's test orders in Kommo; they are never summed. `show`: only a note that is marked as a
   * test. `act`: the same as a real order, with the mark. `hide`: nothing.
   */
  testOrders: z.enum(['show', 'act', 'hide']).default('show'),
  /** whether orders and open payment links are added to Kommo's own list of invoices; `off` removes no existing ones */
  invoices: z.enum(['off', 'on']).default('off'),
  /** where FastSpring shows the checkouts of payment links; without either only quotes can be made */
  paymentLinks: z
    .strictObject({
      /** as FastSpring names it: https://developer.fastspring.com/reference/sessions-v2-overview */
      checkout: z
        .strictObject({
          storeId: fastspringName,
          checkoutId: fastspringName,
          /** false: nothing is really paid */
          live: z.boolean().default(true),
        })
        .nullable()
        .default(null),
      /** for stores with FastSpring's older kind of checkout, e.g. `acme.onfastspring.com` */
      storefront: z
        .string()
        .trim()
        .toLowerCase()
        // The whole address may be pasted.
        .transform((address) => address.replace(/^https?:\/\//, '').replace(/\/.*/, ''))
        .pipe(z.string().regex(/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/))
        .nullable()
        .default(null),
    })
    .prefault({}),
  alarms: z
    .strictObject({
      /** where alarms about the account are sent, if the operator has set a mail server */
      email: z.string().trim().max(254).pipe(z.email()).nullable().default(null),
    })
    .prefault({}),
  reconciliation: z
    .strictObject({
      /** FastSpring keeps one mark per event for all of its API users, so marking hides events from other programs */
      markEventsProcessed: z.boolean().default(false),
    })
    .prefault({}),
});

export type Settings = z.output<typeof settingsSchema>;
export type Rule = Settings['rules'][number];
export type RuleTask = NonNullable<Rule['task']>;
export type ProductPipeline = Settings['products'][number];

/**
 * The stored settings, completed by the defaults. `rulesFromEnvironment` apply until rules were saved.
 * Throws a ZodError if the stored value was never valid.
 */
export function readSettings(stored: unknown, rulesFromEnvironment: readonly Rule[] = []): Settings {
  const settings = settingsSchema.parse(stored);
  const savedRules = z.object({ rules: z.unknown() }).safeParse(stored).data?.rules;
  return savedRules === undefined ? { ...settings, rules: [...rulesFromEnvironment] } : settings;
}

/**
 * The rules of KOMMO_STATUS_PAID_ID and KOMMO_STATUS_WON_ID: a lead moves to that stage within the pipeline it is in,
 * and stays where it is when its pipeline does not have the stage.
 */
export function rulesOfStages(stages: { readonly paid: number | null; readonly won: number | null }): readonly Rule[] {
  return [
    ...(stages.paid === null ? [] : [moveRule('order.completed', stages.paid)]),
    ...(stages.won === null ? [] : [moveRule('subscription.activated', stages.won)]),
  ];
}

function moveRule(on: Rule['on'], statusId: number): Rule {
  return ruleSchema.parse({ on, moveTo: { statusId } });
}
