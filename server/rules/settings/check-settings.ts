import type { KommoCustomField, KommoPipeline, KommoTaskType, KommoUser } from '../../kommo/api/api.ts';
import { closedStages, incomingStageType } from '../../kommo/api/stages.ts';
import { type LedgerField, ledgerFieldNames, ledgerFields } from './ledger-fields.ts';
import { isActiveUser } from './responsible.ts';
import type { Rule, Settings } from './settings.ts';
import type { SettingsProblem, SettingsProblemCode } from './settings-problems.ts';
import { fitsSkuPattern } from './sku-pattern.ts';

/** The parts of the settings that refer to objects in Kommo or FastSpring; missing parts are not checked. */
export type CheckedSettings = Partial<
  Pick<Settings, 'access' | 'products' | 'responsible' | 'rules' | 'fields' | 'invoices'>
>;

/** The objects of the Kommo account. */
export interface KnownInKommo {
  readonly pipelines: readonly KommoPipeline[];
  readonly users: readonly KommoUser[];
  readonly leadFields: readonly KommoCustomField[];
  readonly taskTypes: readonly KommoTaskType[];
}

/**
 * References in well-formed settings that the account does not have, or that Kommo would refuse, each with its field.
 */
export function checkAgainstAccount(settings: CheckedSettings, known: KnownInKommo): readonly SettingsProblem[] {
  const { products = [], responsible = [], rules = [] } = settings;
  return [
    ...(settings.access?.buyers ?? []).flatMap((id) => checkUser('access.buyers', id, known)),
    ...products.flatMap(({ pipelineId }, index) => checkPipeline(`products.${index}.pipelineId`, pipelineId, known)),
    ...responsible.flatMap(({ pipelineId, userIds }, index) => [
      ...checkPipeline(`responsible.${index}.pipelineId`, pipelineId, known),
      ...userIds.flatMap((id) => checkUser(`responsible.${index}.userIds`, id, known)),
    ]),
    ...rules.flatMap((rule, index) => checkRule(`rules.${index}`, rule, known)),
    ...ledgerFieldNames.flatMap((name) => checkLedgerField(name, settings.fields?.[name] ?? null, known)),
  ];
}

/**
 * The patterns that match none of these SKUs and product paths. They may be meant for future products, so they are
 * reported but not refused. Before the first purchase nothing is reported.
 */
export function checkAgainstProducts(
  { products = [], rules = [] }: CheckedSettings,
  productNames: readonly string[],
): readonly SettingsProblem[] {
  if (productNames.length === 0) return [];
  return [
    ...products.map(({ sku }, index) => ({ path: `products.${index}.sku`, sku })),
    ...rules.map(({ sku }, index) => ({ path: `rules.${index}.sku`, sku })),
  ].flatMap(({ path, sku }) => {
    const fits = sku === null || productNames.some((name) => fitsSkuPattern(sku, name));
    return fits ? [] : problem(path, 'fits_no_product', { sku });
  });
}

function checkRule(path: string, rule: Rule, known: KnownInKommo): readonly SettingsProblem[] {
  return [
    ...checkPipeline(`${path}.pipelineId`, rule.pipelineId, known),
    ...checkPipeline(`${path}.moveTo.pipelineId`, rule.moveTo?.pipelineId ?? null, known),
    ...checkStage(`${path}.moveTo.statusId`, rule, known),
    ...checkTaskType(`${path}.task.typeId`, rule.task?.typeId ?? null, known),
    ...rule.fields.flatMap(({ fieldId }, index) => checkField(`${path}.fields.${index}.fieldId`, fieldId, known)),
  ];
}

function checkPipeline(path: string, id: number | null, { pipelines }: KnownInKommo): readonly SettingsProblem[] {
  if (id === null) return [];
  const pipeline = pipelines.find((known) => known.id === id);
  if (pipeline === undefined) return problem(path, 'unknown_pipeline', { pipelineId: id });
  return pipeline.is_archive ? problem(path, 'archived_pipeline', { pipeline: pipeline.name }) : [];
}

/** Without a pipeline the stage may belong to any pipeline, because the lead's own one is used. */
function checkStage(path: string, rule: Rule, { pipelines }: KnownInKommo): readonly SettingsProblem[] {
  const { moveTo } = rule;
  if (moveTo === null || closedStages.has(moveTo.statusId)) return [];
  const pipelineId = moveTo.pipelineId ?? rule.pipelineId;
  const stages = pipelines
    .filter(({ id }) => pipelineId === null || id === pipelineId)
    .flatMap((pipeline) => pipeline._embedded.statuses);
  const stage = stages.find(({ id }) => id === moveTo.statusId);
  if (stage === undefined) return problem(path, 'unknown_stage', { statusId: moveTo.statusId });
  return stage.type === incomingStageType ? problem(path, 'incoming_stage', { stage: stage.name }) : [];
}

function checkUser(path: string, id: number, { users }: KnownInKommo): readonly SettingsProblem[] {
  const user = users.find((known) => known.id === id);
  if (user === undefined) return problem(path, 'unknown_user', { userId: id });
  return isActiveUser(user) ? [] : problem(path, 'inactive_user', { user: user.name });
}

function checkTaskType(path: string, id: number | null, { taskTypes }: KnownInKommo): readonly SettingsProblem[] {
  if (id === null || taskTypes.some((type) => type.id === id)) return [];
  return problem(path, 'unknown_task_type', { typeId: id });
}

function checkField(path: string, id: number, { leadFields }: KnownInKommo): readonly SettingsProblem[] {
  return leadFields.some((field) => field.id === id) ? [] : problem(path, 'unknown_field', { fieldId: id });
}

function checkLedgerField(name: LedgerField, id: number | null, known: KnownInKommo): readonly SettingsProblem[] {
  const path = `fields.${name}`;
  if (id === null) return [];
  const field = known.leadFields.find((found) => found.id === id);
  if (field === undefined) return problem(path, 'unknown_field', { fieldId: id });
  const { accepts } = ledgerFields[name];
  return accepts.includes(field.type)
    ? []
    : problem(path, 'wrong_field_type', { field: field.name, type: field.type, accepted: accepts.join(', ') });
}

function problem(path: string, code: SettingsProblemCode, params: SettingsProblem['params']): SettingsProblem[] {
  return [{ path, code, params }];
}
