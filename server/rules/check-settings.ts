import type { KommoPipeline } from '../kommo/api.ts';
import { closedStages, incomingStageType } from '../kommo/stages.ts';
import type { Rule, Settings } from './settings.ts';
import type { SettingsProblem, SettingsProblemCode } from './settings-problems.ts';
import { fitsSkuPattern } from './sku-pattern.ts';

/** What Kommo and the ledger know; null where nobody could say, so that nothing is refused for it. */
export interface KnownToAccount {
  readonly pipelines: readonly KommoPipeline[] | null;
  /** of leads */
  readonly fieldIds: readonly number[] | null;
  readonly taskTypeIds: readonly number[] | null;
  /** SKUs and product paths that were ever bought; none while the first payment is awaited */
  readonly productNames: readonly string[];
}

/** What well-formed settings name that the account does not have, or that Kommo would not do, each beside its field. */
export function checkSettings(settings: Settings, known: KnownToAccount): readonly SettingsProblem[] {
  return [
    ...settings.products.flatMap(({ sku, pipelineId }, index) => [
      ...checkSku(`products.${index}.sku`, sku, known),
      ...checkPipeline(`products.${index}.pipelineId`, pipelineId, known),
    ]),
    ...settings.rules.flatMap((rule, index) => checkRule(`rules.${index}`, rule, known)),
    ...Object.entries(settings.fields).flatMap(([name, id]) => checkField(`fields.${name}`, id, known)),
  ];
}

function checkRule(path: string, rule: Rule, known: KnownToAccount): readonly SettingsProblem[] {
  return [
    ...checkSku(`${path}.sku`, rule.sku, known),
    ...checkPipeline(`${path}.pipelineId`, rule.pipelineId, known),
    ...checkPipeline(`${path}.moveTo.pipelineId`, rule.moveTo?.pipelineId ?? null, known),
    ...checkStage(`${path}.moveTo.statusId`, rule, known),
    ...checkTaskType(`${path}.task.typeId`, rule.task?.typeId ?? null, known),
    ...rule.fields.flatMap(({ fieldId }, index) => checkField(`${path}.fields.${index}.fieldId`, fieldId, known)),
  ];
}

function checkSku(path: string, sku: string | null, { productNames }: KnownToAccount): readonly SettingsProblem[] {
  if (sku === null || productNames.length === 0) return [];
  return productNames.some((name) => fitsSkuPattern(sku, name)) ? [] : problem(path, 'fits_no_product', { sku });
}

function checkPipeline(path: string, id: number | null, { pipelines }: KnownToAccount): readonly SettingsProblem[] {
  if (id === null || pipelines === null) return [];
  const pipeline = pipelines.find((known) => known.id === id);
  if (pipeline === undefined) return problem(path, 'unknown_pipeline', { pipelineId: id });
  return pipeline.is_archive ? problem(path, 'archived_pipeline', { pipeline: pipeline.name }) : [];
}

/** Without a pipeline the stage may be any pipeline's, because the lead's own is taken. */
function checkStage(path: string, rule: Rule, { pipelines }: KnownToAccount): readonly SettingsProblem[] {
  const { moveTo } = rule;
  if (moveTo === null || pipelines === null || closedStages.has(moveTo.statusId)) return [];
  const pipelineId = moveTo.pipelineId ?? rule.pipelineId;
  const stages = pipelines
    .filter(({ id }) => pipelineId === null || id === pipelineId)
    .flatMap((pipeline) => pipeline._embedded.statuses);
  const stage = stages.find(({ id }) => id === moveTo.statusId);
  if (stage === undefined) return problem(path, 'unknown_stage', { statusId: moveTo.statusId });
  return stage.type === incomingStageType ? problem(path, 'incoming_stage', { stage: stage.name }) : [];
}

function checkTaskType(path: string, id: number | null, { taskTypeIds }: KnownToAccount): readonly SettingsProblem[] {
  if (id === null || taskTypeIds === null || taskTypeIds.includes(id)) return [];
  return problem(path, 'unknown_task_type', { typeId: id });
}

function checkField(path: string, id: number | null, { fieldIds }: KnownToAccount): readonly SettingsProblem[] {
  if (id === null || fieldIds === null || fieldIds.includes(id)) return [];
  return problem(path, 'unknown_field', { fieldId: id });
}

function problem(path: string, code: SettingsProblemCode, params: SettingsProblem['params']): SettingsProblem[] {
  return [{ path, code, params }];
}
