import type { CatalogView } from '../../../server/api/catalog/catalog-view.ts';
import type { Rule, RuleTask } from '../../../server/rules/settings/settings.ts';

import { fill } from '../../ui/texts.ts';
import { eventName } from '../catalog/event-name.ts';
import { findStage, nameOf } from '../catalog/names.ts';
import type { PageTexts } from '../page/page-context.ts';
import type { PageFormats } from '../page/page-formats.ts';
import { describePayment, purchaseName } from './describe-conditions.ts';

export interface RuleWords {
  readonly texts: PageTexts;
  readonly formats: PageFormats;
  readonly catalog: CatalogView;
  /** the product that a pattern means, or the pattern */
  readonly nameOfProduct: (pattern: string) => string;
}

/** Whether an entry of the audit, which another version may have written, is a rule as this one describes it. */
export function isRule(entry: unknown): entry is Rule {
  const required = ['on', 'sku', 'pipelineId', 'moveTo', 'reopen', 'note', 'task', 'setPrice', 'tags', 'fields'];
  return typeof entry === 'object' && entry !== null && required.every((name) => name in entry);
}

export function describeRule(rule: Rule, words: RuleWords): string {
  return `${describeCondition(rule, words)}: ${describeActions(rule, words).join(', ')}`;
}

/** "Order paid · A customer’s first order · of at least €500.00 · from Germany" */
export function describeCondition(rule: Rule, words: RuleWords): string {
  const { on, sku, purchase } = rule;
  const { texts, nameOfProduct } = words;
  return [
    eventName(texts, on),
    purchase && purchaseName(purchase, on, texts),
    ...describePayment(rule, words),
    sku !== null && fill(texts.rules.ofProduct, { pattern: nameOfProduct(sku) }),
    describePipeline(rule, words),
  ]
    .filter(Boolean)
    .join(' · ');
}

/** The same as a sentence, for events that are payments: "When an order of at least €500.00 from Germany is paid". */
export function describeWhen(rule: Rule, words: RuleWords): string {
  const { texts, nameOfProduct } = words;
  const { when } = texts.rules;
  const name = sentenceFor(rule);
  if (name === null) return describeCondition(rule, words);
  const [first, ...others] = [
    ...describePayment(rule, words),
    ...(rule.sku === null ? [] : [fill(when.product, { product: nameOfProduct(rule.sku) })]),
  ];
  const details = first && others.reduce((all, next) => fill(when.joined, { all, next }), first);
  const sentence = fill(when[name], { details: details === undefined ? '' : fill(when.details, { details }) });
  return [sentence, describePipeline(rule, words)].filter(Boolean).join(' · ');
}

type SentenceName = Exclude<keyof PageTexts['rules']['when'], 'details' | 'joined' | 'product'>;

const SENTENCES: Readonly<Record<string, (purchase: Rule['purchase']) => SentenceName>> = {
  'order.completed': (purchase) =>
    purchase === 'first' ? 'firstOrder' : purchase === 'repeat' ? 'laterOrder' : purchase ? 'renewal' : 'order',
  'subscription.charge.completed': (purchase) =>
    purchase === 'renewal' ? 'renewal' : purchase === 'repeat' ? 'planChange' : 'charge',
  'return.created': () => 'refund',
};

function sentenceFor({ on, purchase }: Rule): SentenceName | null {
  return SENTENCES[on]?.(purchase) ?? null;
}

function describePipeline({ pipelineId }: Rule, { texts, catalog }: RuleWords): string | null {
  return pipelineId === null ? null : fill(texts.rules.inPipeline, { pipeline: nameOf(catalog.pipelines, pipelineId) });
}

export function describeActions(rule: Rule, words: RuleWords): readonly string[] {
  const { texts, catalog } = words;
  const { moveTo } = rule;
  const phrases = [
    moveTo !== null && fill(texts.rules.moves, { stage: stageName(moveTo, words) }),
    rule.reopen && texts.rules.reopens,
    rule.note ? texts.rules.writesNote : texts.rules.writesNoNote,
    rule.task !== null && describeTask(rule.task, words),
    rule.setPrice && texts.rules.setsPrice,
    rule.tags.length > 0 && fill(texts.rules.setsTags, { tags: rule.tags.join(', ') }),
    ...rule.fields.map(({ fieldId, value }) =>
      fill(texts.rules.setsField, { field: nameOf(catalog.leadFields, fieldId), value }),
    ),
  ];
  return phrases.filter((phrase) => phrase !== false);
}

function stageName(moveTo: NonNullable<Rule['moveTo']>, { texts, catalog }: RuleWords): string {
  const known = findStage(catalog, moveTo);
  if (known === null) return texts.rules.goneStage;
  return known.pipeline === null ? known.stage.name : `${known.pipeline.name} › ${known.stage.name}`;
}

function describeTask(task: RuleTask, { texts, formats, catalog }: RuleWords): string {
  const { text, typeId, dueInHours, dueOn } = task;
  const due =
    dueOn === null
      ? formats.plural(texts.rules.dueInHours, dueInHours ?? 0)
      : fill(texts.rules.dueOn, { weekday: formats.weekday(dueOn.weekday), time: dueOn.time });
  return fill(texts.rules.makesTask, { type: nameOf(catalog.taskTypes, typeId), text, due });
}
