import { catalogue } from '../../fastspring/catalogue.ts';
import type { Fact } from '../../ledger/fact.ts';
import { isZero } from '../../ledger/money.ts';
import type { Purchase } from '../../ledger/purchase.ts';
import { isOvertaken } from '../../ledger/subscription-state.ts';
import { historyText, noteText } from '../../texts/fact-text.ts';
import { languageOf } from '../../texts/language.ts';
import type { AccountFormats } from '../ledger-values.ts';
import { fillPlaceholders } from '../settings/placeholders.ts';
import type { Rule, Settings } from '../settings/settings.ts';
import { dueAt } from './deadline.ts';
import { type Effect, type EffectContent, effectKey, type LeadFieldValue } from './effect.ts';
import { placeholderValues } from './fact-values.ts';
import { fittingRules } from './fitting-rules.ts';

export interface PlanInput {
  readonly fact: Fact;
  readonly settings: Settings;
  readonly account: AccountFormats;
  readonly lead: { readonly id: number; readonly pipelineId: number };
  /** the order's place among its customer's; null for other facts, and where no rule asks for it */
  readonly purchase: Purchase | null;
  /** ms; a task is due no earlier than if the fact had happened now */
  readonly now: number;
}

/**
 * The effects of one fact on one lead in Kommo. The same input gives the same effects in any order of facts. Whether a
 * move is still right when it is carried out is decided by the stage guard.
 *
 * Every matching rule contributes: tags and fields add up; for stages, tasks and values of one field the first one counts.
 * A refund that is only requested gives nothing back, so no rule matches it; it may get a note.
 * A resend with data that shows its event is over has no effects: those of the later events count.
 * A note is written unless all matching rules suppress it; without a matching rule the event type decides.
 */
export function planEffects(input: PlanInput): readonly Effect[] {
  const { fact, settings, lead } = input;
  if (fact.kind === 'snapshot' || isOvertaken(fact) || (!fact.live && settings.testOrders === 'hide')) return [];
  const rules = fittingRules(settings.rules, input);
  const acts = fact.live || settings.testOrders === 'act';
  const contents = [
    ...(acts ? [planMove(rules), planPrice(rules, input), planTags(rules), planFields(rules, input)] : []),
    planNote(rules, input),
    acts ? planTask(rules, input) : null,
  ];
  return contents
    .filter((content) => content !== null)
    .map((content) => ({
      key: effectKey(fact.key, lead.id, content.kind),
      factKey: fact.key,
      leadId: lead.id,
      occurredAt: fact.occurredAt,
      content,
    }));
}

function planNote(rules: readonly Rule[], { fact, account }: PlanInput): EffectContent | null {
  const wanted = rules.length === 0 ? catalogue.get(fact.type)?.note : rules.some((rule) => rule.note);
  return wanted ? { kind: 'note', text: noteText(fact, account.language) } : null;
}

function planMove(rules: readonly Rule[]): EffectContent | null {
  const rule = rules.find(({ moveTo }) => moveTo !== null);
  return rule?.moveTo ? { kind: 'move', ...rule.moveTo, reopen: rule.reopen } : null;
}

/** The lead's price is always in the account's currency, so an amount in another one is never written there. */
function planPrice(rules: readonly Rule[], { fact, account }: PlanInput): EffectContent | null {
  if (fact.kind !== 'order' || !rules.some((rule) => rule.setPrice)) return null;
  const { total, currency } = fact.order;
  if (currency !== account.currency || isZero(total)) return null;
  return { kind: 'price', price: total, currency };
}

function planTags(rules: readonly Rule[]): EffectContent | null {
  const tags = [...new Set(rules.flatMap((rule) => rule.tags))];
  return tags.length === 0 ? null : { kind: 'tags', tags };
}

function planFields(rules: readonly Rule[], { fact, account }: PlanInput): EffectContent | null {
  const placeholders = placeholderValues(fact, account.language);
  const values = new Map<number, LeadFieldValue>();
  for (const { fieldId, value } of rules.flatMap((rule) => rule.fields)) {
    const text = fillPlaceholders(value, placeholders);
    if (!values.has(fieldId) && text !== '') values.set(fieldId, { fieldId, value: text });
  }
  return values.size === 0 ? null : { kind: 'fields', values: [...values.values()] };
}

function planTask(rules: readonly Rule[], { fact, account, now }: PlanInput): EffectContent | null {
  const task = rules.find((rule) => rule.task !== null)?.task;
  if (!task) return null;
  const text =
    fillPlaceholders(task.text, placeholderValues(fact, account.language)) || historyText(fact, account.language);
  const mark = fact.live ? '' : `${languageOf(account.language).texts.test} · `;
  return {
    kind: 'task',
    typeId: task.typeId,
    text: mark + text,
    dueAt: dueAt(task, Math.max(fact.occurredAt, now), account.timeZone),
  };
}
