import { z } from 'zod';
import type { Account } from '../records/account.ts';
import type { CustomField, ElementField } from '../records/entities.ts';
import { fieldInputsWith, invalidType, unnamedField, valueProblems } from './inputs.ts';
import { notExpected, notSupported, type ValueProblem } from './problem.ts';

/** How a write names the fields of a list's element. Fields that leads do not have hold objects. */
export const elementFieldInputs = fieldInputsWith(z.unknown().optional());

type FieldInput = z.infer<typeof elementFieldInputs>[number];
type ValueInput = NonNullable<FieldInput['values']>[number];

const orNull = <T extends z.ZodType>(schema: T) => schema.nullish();

/** https://github.com/amocrm/amocrm-api-php: ItemsCustomFieldValueModel */
const itemSchema = z.strictObject({
  sku: orNull(z.union([z.string(), z.number()])),
  description: z.string().min(1),
  unit_price: orNull(z.number().min(0)),
  quantity: orNull(z.number().positive()),
  unit_type: orNull(z.string()),
  discount: orNull(z.strictObject({ type: orNull(z.enum(['amount', 'percentage'])), value: orNull(z.number()) })),
  vat_rate_id: orNull(z.int()),
  vat_rate_value: orNull(z.number()),
  external_uid: orNull(z.union([z.string(), z.number()])),
  product_id: orNull(z.int()),
  bonus_points_per_purchase: orNull(z.int()),
  metadata: orNull(z.record(z.string(), z.unknown())),
});

const linkedSchema = z.strictObject({
  name: orNull(z.string()),
  entity_id: z.int(),
  entity_type: z.enum(['contacts', 'companies']),
  catalog_id: orNull(z.int()),
});

/** Fields must exist, choices too, and objects must have no key that Kommo does not know. */
export function elementFieldProblems(
  account: Account,
  fields: readonly CustomField[],
  inputs: readonly FieldInput[],
): ValueProblem[] {
  return inputs.flatMap((input, index) => {
    const path = `custom_fields_values.${index}`;
    if (input.field_id === undefined && input.field_code == null) return [unnamedField(path)];
    const field = findElementField(fields, input);
    if (!field) return [notSupported(`${path}.${input.field_id === undefined ? 'field_code' : 'field_id'}`)];
    return (input.values ?? []).flatMap((value, at) => problemsOfValue(account, field, value, `${path}.values.${at}`));
  });
}

function problemsOfValue(account: Account, field: CustomField, input: ValueInput, path: string): ValueProblem[] {
  if (field.type === 'select') return findChoice(field, input) ? [] : [notSupported(path)];
  const tooMany = (['enum_id', 'enum_code'] as const).filter((key) => input[key] !== undefined);
  if (tooMany.length > 0) return tooMany.map((key) => notExpected(`${path}.${key}`));
  if (field.type === 'items') return problemsOfObject(itemSchema, input.value, path);
  if (field.type === 'linked_entity' || field.type === 'payer') {
    const problems = problemsOfObject(linkedSchema, input.value, path);
    const linked = linkedSchema.safeParse(input.value).data;
    const isThere = linked !== undefined && account[linked.entity_type].get(linked.entity_id)?.is_deleted === false;
    return problems.length > 0 || isThere ? problems : [notSupported(`${path}.value.entity_id`)];
  }
  const simple = z.union([z.string(), z.number(), z.boolean()]).safeParse(input.value);
  return simple.success ? valueProblems(field, { value: simple.data }, path) : [invalidType(`${path}.value`, 'string')];
}

function problemsOfObject(schema: z.ZodType, value: unknown, path: string): ValueProblem[] {
  const parsed = schema.safeParse(value);
  return (parsed.error?.issues ?? []).flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => notExpected([path, 'value', ...issue.path.map(String), key].join('.')))
      : [{ code: 'InvalidValue', path: [path, 'value', ...issue.path.map(String)].join('.'), detail: issue.message }],
  );
}

function findElementField(fields: readonly CustomField[], input: FieldInput): CustomField | undefined {
  return fields.find((field) =>
    input.field_id === undefined ? field.code === input.field_code : field.id === input.field_id,
  );
}

function findChoice(field: CustomField, input: ValueInput) {
  return field.enums?.find((choice) =>
    input.enum_id !== undefined
      ? choice.id === input.enum_id
      : input.enum_code !== undefined
        ? choice.code === input.enum_code
        : choice.value === input.value,
  );
}

/** The values after a write: a named field is replaced as a whole, the others stay. */
export function writeElementFields(
  fields: readonly CustomField[],
  present: readonly ElementField[],
  inputs: readonly FieldInput[],
): ElementField[] {
  const byId = new Map(present.map((each) => [each.field_id, each]));
  for (const input of inputs) {
    const field = findElementField(fields, input);
    if (!field) continue;
    byId.delete(field.id);
    if (input.values === null || input.values.length === 0) continue;
    byId.set(field.id, {
      field_id: field.id,
      field_name: field.name,
      field_code: field.code,
      field_type: field.type,
      values: input.values.map((value) => {
        const choice = findChoice(field, value);
        return field.type === 'select' && choice
          ? { value: choice.value, enum_id: choice.id, enum_code: choice.code ?? null }
          : { value: value.value };
      }),
    });
  }
  return [...byId.values()];
}
