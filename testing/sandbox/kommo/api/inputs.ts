import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Account } from '../records/account.ts';
import type { CustomField, EntityType } from '../records/entities.ts';
import { type FieldInput, type FieldValueInput, findField } from '../records/fields.ts';
import { notExpected, notSupported, type ValueProblem } from './problem.ts';

/** Parts shared by the bodies of several write requests. An unknown key is refused. */
export const requestId = z.union([z.string(), z.number()]).optional();

export const tagInputs = z.array(
  z.strictObject({ id: z.int().optional(), name: z.string().min(1).optional(), color: z.string().nullish() }),
);

export const ignored = z.unknown().optional();

/**
 * Read-only parts of an entity that Kommo accepts and ignores in a write: clients that send a whole lead back are
 * refused for deactivated users only. https://github.com/amocrm/amocrm-api-php/issues/220
 */
export const shownKeys = {
  group_id: ignored,
  account_id: ignored,
  is_deleted: ignored,
  closest_task_at: ignored,
  closed_task_at: ignored,
  _links: ignored,
};

/** A change of an entity writes only the tags of its embedded parts. */
const embeddedInput = z
  .strictObject({
    tags: tagInputs.nullish(),
    leads: ignored,
    contacts: ignored,
    companies: ignored,
    customers: ignored,
    catalog_elements: ignored,
    loss_reason: ignored,
    source: ignored,
  })
  .transform(({ tags }) => ({ tags }))
  .optional();

/** How a write names fields and gives them values of this kind. */
export const fieldInputsWith = <Value extends z.ZodType>(value: Value) =>
  z.array(
    z.strictObject({
      field_id: z.int().optional(),
      field_code: z.string().nullish(),
      field_name: ignored,
      field_type: ignored,
      values: z
        .array(z.strictObject({ value, enum_id: z.int().optional(), enum_code: z.string().optional() }))
        .nullable(),
    }),
  );

const fieldInputs = fieldInputsWith(z.union([z.string(), z.number(), z.boolean()]).optional()).nullable();

export const entityKeys = {
  id: z.int().optional(),
  name: z.string().optional(),
  responsible_user_id: z.int().optional(),
  created_by: z.int().optional(),
  updated_by: z.int().optional(),
  created_at: z.int().optional(),
  updated_at: z.int().optional(),
  custom_fields_values: fieldInputs.optional(),
  tags_to_add: tagInputs.optional(),
  _embedded: embeddedInput,
  request_id: requestId,
  ...shownKeys,
};

/** `responsible_user_id`, `created_by` and `updated_by` must name active users; 0 is a robot and never responsible. */
export function userProblems(
  account: Account,
  input: Readonly<Partial<Record<'responsible_user_id' | 'created_by' | 'updated_by', number | undefined>>>,
): ValueProblem[] {
  const isActive = (id: number) => account.users.some((user) => user.id === id && user.isActive);
  const problems: ValueProblem[] = [];
  const { responsible_user_id: responsible } = input;
  if (responsible !== undefined && !isActive(responsible)) problems.push(notSupported('responsible_user_id'));
  for (const key of ['created_by', 'updated_by'] as const) {
    const id = input[key];
    if (id !== undefined && id !== 0 && !isActive(id)) problems.push(notSupported(key));
  }
  return problems;
}

/** Fields must exist and values must fit their type. Kommo allows 40 fields in one write of an entity. */
export function fieldProblems(
  account: Account,
  entityType: EntityType,
  inputs: readonly FieldInput[] | null | undefined,
): ValueProblem[] {
  if (inputs && inputs.length > 40) {
    return [{ code: 'InvalidValue', path: 'custom_fields_values', detail: 'Limit 40 custom fields' }];
  }
  return (inputs ?? []).flatMap((input, index) => {
    const path = `custom_fields_values.${index}`;
    if (input.field_id === undefined && input.field_code === undefined) return [unnamedField(path)];
    const field = findField(account, entityType, input);
    if (!field) return [notSupported(`${path}.${input.field_id === undefined ? 'field_code' : 'field_id'}`)];
    return (input.values ?? []).flatMap((value, position) => valueProblems(field, value, `${path}.values.${position}`));
  });
}

/** The problem of one value of a field, by the field's type. */
export function valueProblems(field: CustomField, input: FieldValueInput, path: string): ValueProblem[] {
  if (field.type === 'multitext') {
    if (typeof input.value !== 'string') return [invalidType(`${path}.value`, 'string')];
    return input.enum_id === undefined && input.enum_code === undefined ? [] : choiceProblems(field, input, path);
  }
  if (field.enums) return choiceProblems(field, input, path);
  const tooMany = (['enum_id', 'enum_code'] as const).filter((key) => input[key] !== undefined);
  if (tooMany.length > 0) return tooMany.map((key) => notExpected(`${path}.${key}`));
  const expected = VALUE_TYPES[field.type];
  if (expected === 'number') {
    const isNumber = typeof input.value === 'number' || /^-?\d+(\.\d+)?$/.test(String(input.value));
    return isNumber ? [] : [invalidType(`${path}.value`, 'numeric')];
  }
  if (expected === 'time') {
    return Number.isInteger(input.value) || !Number.isNaN(Date.parse(String(input.value)))
      ? []
      : [invalidType(`${path}.value`, 'int')];
  }
  if (typeof input.value !== (expected ?? 'string')) return [invalidType(`${path}.value`, expected ?? 'string')];
  const isTooLong = field.type === 'text' && String(input.value).length > LONGEST_TEXT;
  return isTooLong ? [{ code: 'InvalidValue', path: `${path}.value`, detail: 'This value is too long.' }] : [];
}

/** Only the API refuses longer ones: https://github.com/amocrm/amocrm-api-php/issues/224 */
const LONGEST_TEXT = 256;

function choiceProblems(field: CustomField, input: FieldValueInput, path: string): ValueProblem[] {
  const key = input.enum_id !== undefined ? 'enum_id' : input.enum_code !== undefined ? 'enum_code' : 'value';
  const known = field.enums?.some((option) => (key === 'enum_id' ? option.id : option.value) === input[key]);
  return known ? [] : [notSupported(`${path}.${key}`)];
}

/** https://github.com/Krukov/amocrm_api/issues/81 */
export function unnamedField(path: string): ValueProblem {
  return { code: randomUUID(), path, detail: 'You should use "field_id" or "field_code" to name a field.' };
}

export function invalidType(path: string, type: string): ValueProblem {
  return { code: 'InvalidType', path, detail: `This value should be of type ${type}.` };
}

/** The JavaScript type of a value by field type; any other type takes a string. */
const VALUE_TYPES: Readonly<Record<string, 'number' | 'boolean' | 'time'>> = {
  numeric: 'number',
  monetary: 'number',
  checkbox: 'boolean',
  date: 'time',
  date_time: 'time',
  birthday: 'time',
};
