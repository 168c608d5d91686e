import type { CatalogView } from '../../../server/api/catalog/catalog-view.ts';
import type { Rule, RuleTask } from '../../../server/rules/settings/settings.ts';

import { fill } from '../../ui/texts.ts';
import { eventName } from '../catalog/event-name.ts';
import { findStage, nameOf } from '../catalog/names.ts';
import type { PageTexts } from '../page/page-context.ts';
import type { PageFormats } from '../page/page-formats.ts';

export interface RuleWords {
  readonly texts: PageTexts;
  readonly formats: PageFormats;
  readonly catalog: CatalogView;
}

export function describeRule(rule: Rule, words: RuleWords): string {
  return `${describeCondition(rule, words)}: ${describeActions(rule, words).join(', ')}`;
}

export function describeCondition({ on, sku, pipelineId }: Rule, { texts, catalog }: RuleWords): string {
  return [
    eventName(texts, on),
    sku !== null && fill(texts.rules.ofProduct, { pattern: sku }),
    pipelineId !== null && fill(texts.rules.inPipeline, { pipeline: nameOf(catalog.pipelines, pipelineId) }),
  ]
    .filter(Boolean)
    .join(' · ');
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
