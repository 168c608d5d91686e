import type { FieldValue, KommoLead, LeadChange } from '../../kommo/api/api.ts';
import type { LeadFieldValue, LedgerFieldsContent } from '../../rules/planning/effect.ts';
import { kommoPrice, type PriceKind } from '../../rules/planning/price.ts';
import type { PendingLeadChange } from '../effects/pending-effect.ts';

/**
 * One PATCH for all effects on a lead. The last stage, price and value of a field count; tags add up. Values that the
 * lead already has are left out, and the ledger outranks a rule. Null if nothing is left to change.
 * @param effects in the order of their facts, with only the moves that the stage guard allows
 */
export function foldLeadChanges(
  lead: KommoLead,
  effects: readonly PendingLeadChange[],
  priceKind: PriceKind = 'decimal',
): LeadChange | null {
  const changes = effects.map((effect) => effect.content);
  const move = changes.findLast((content) => content.kind === 'move');
  const price = changes.findLast((content) => content.kind === 'price');
  const tags = changes.flatMap((content) => (content.kind === 'tags' ? content.tags : []));
  const fields = changes.flatMap((content) => (content.kind === 'fields' ? content.values : []));
  const ledgerFields = changes.flatMap((content) => (content.kind === 'ledger_fields' ? ours(lead, content) : []));
  const change: LeadChange = {
    id: lead.id,
    ...(move === undefined ? {} : changedStage(lead, move)),
    ...(price === undefined ? {} : changedPrice(lead, kommoPrice(price.price, priceKind))),
    ...addedTags(lead, tags),
    ...changedFields(lead, [...fields, ...ledgerFields]),
  };
  return Object.keys(change).length === 1 ? null : change;
}

/** The pipeline is always named, because the closed stages have the same ids in every pipeline. */
function changedStage(
  lead: KommoLead,
  to: { readonly pipelineId: number | null; readonly statusId: number },
): Pick<LeadChange, 'pipeline_id' | 'status_id'> {
  const pipelineId = to.pipelineId ?? lead.pipeline_id;
  if (pipelineId === lead.pipeline_id && to.statusId === lead.status_id) return {};
  return { pipeline_id: pipelineId, status_id: to.statusId };
}

/** Where Kommo shows cents, `price` leaves them out: https://github.com/amocrm/amocrm-api-php/pull/620 */
function changedPrice(lead: KommoLead, price: number): Pick<LeadChange, 'price'> {
  return price === (lead.price_with_minor_units ?? lead.price) ? {} : { price };
}

function addedTags(lead: KommoLead, tags: readonly string[]): Pick<LeadChange, 'tags_to_add'> {
  const present = new Set((lead._embedded?.tags ?? []).map((tag) => tag.name));
  const added = [...new Set(tags)].filter((tag) => !present.has(tag));
  return added.length === 0 ? {} : { tags_to_add: added.map((name) => ({ name })) };
}

/** The values to write so that the lead shows all of these; values that it already shows are left out. */
export function changedFields(
  lead: KommoLead,
  values: readonly LeadFieldValue[],
): Pick<LeadChange, 'custom_fields_values'> {
  const last = new Map(values.map(({ fieldId, value }) => [fieldId, value]));
  const changed: readonly FieldValue[] = [...last]
    .filter(([fieldId, value]) => !hasFieldValue(lead, fieldId, value))
    .map(([field_id, value]) => ({ field_id, values: value === null ? null : [{ value }] }));
  return changed.length === 0 ? {} : { custom_fields_values: changed };
}

/** The values that may be written: with `unlessChanged`, only over our own. */
function ours(lead: KommoLead, { values, unlessChanged }: LedgerFieldsContent): readonly LeadFieldValue[] {
  if (unlessChanged === undefined) return values;
  return values.filter(({ fieldId }) => {
    const written = unlessChanged.find((value) => value.fieldId === fieldId);
    return written !== undefined && hasFieldValue(lead, fieldId, written.value);
  });
}

/** Kommo shows a number as a number or as text, regardless of the form in which it was written. */
function hasFieldValue(lead: KommoLead, fieldId: number, value: LeadFieldValue['value']): boolean {
  const values = lead.custom_fields_values.find((field) => field.field_id === fieldId)?.values ?? [];
  if (value === null) return values.length === 0;
  const present = values[0]?.value;
  if (values.length !== 1) return false;
  return String(present) === String(value) || (typeof value === 'number' && Number(present) === value);
}
