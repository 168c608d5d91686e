import type { Account } from './account.ts';
import type { CustomField, EntityType, FieldValue, FieldValues, Tag } from './entities.ts';

/** How a write names a field and its values; `null` values clear it. */
export interface FieldInput {
  readonly field_id?: number | undefined;
  readonly field_code?: string | null | undefined;
  readonly values: readonly FieldValueInput[] | null;
}

export interface FieldValueInput {
  readonly value?: string | number | boolean | undefined;
  readonly enum_id?: number | undefined;
  readonly enum_code?: string | undefined;
}

export interface TagInput {
  readonly id?: number | undefined;
  readonly name?: string | undefined;
}

export function findField(account: Account, entityType: EntityType, input: FieldInput): CustomField | undefined {
  return account.customFields[entityType].find((field) =>
    input.field_id === undefined ? field.code === input.field_code : field.id === input.field_id,
  );
}

/** The values after a write: a named field is replaced as a whole, the others stay. */
export function writeFields(
  account: Account,
  entityType: EntityType,
  present: readonly FieldValues[],
  inputs: readonly FieldInput[],
): FieldValues[] {
  const byId = new Map(present.map((values) => [values.field_id, values]));
  for (const input of inputs) {
    const field = findField(account, entityType, input);
    if (!field) throw new Error(`no such field: ${input.field_id ?? input.field_code}`);
    byId.delete(field.id);
    if (input.values === null || input.values.length === 0) continue;
    byId.set(field.id, {
      field_id: field.id,
      field_name: field.name,
      field_code: field.code,
      field_type: field.type,
      values: input.values.map((value) => storedValue(field, value)),
    });
  }
  return [...byId.values()];
}

/** Tags by name or id; an unknown name makes a new tag. */
export function resolveTags(account: Account, known: readonly Tag[], inputs: readonly TagInput[]): Tag[] {
  return inputs.map((input) => {
    const same = known.find((tag) => (input.id === undefined ? tag.name === input.name : tag.id === input.id));
    return same ?? { id: input.id ?? account.nextId(), name: input.name ?? '', color: null };
  });
}

/** Every text an entity's fields hold, for Kommo's search. */
export function fieldTexts(fields: readonly FieldValues[]): string[] {
  return fields.flatMap((field) => field.values.map((value) => String(value.value)));
}

function storedValue(field: CustomField, input: FieldValueInput): FieldValue {
  if (!field.enums) return { value: input.value ?? '' };
  const byInput = field.enums.find((option) =>
    input.enum_id === undefined
      ? option.value === (input.enum_code ?? (field.type === 'multitext' ? 'WORK' : input.value))
      : option.id === input.enum_id,
  );
  if (!byInput) throw new Error(`field ${field.id} has no such choice`);
  if (field.type === 'multitext') {
    return { value: input.value ?? '', enum_id: byInput.id, enum_code: byInput.value };
  }
  return { value: byInput.value, enum_id: byInput.id };
}
