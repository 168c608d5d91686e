import type { Account } from './account.ts';
import type { Lead } from './entities.ts';
import { recordEvent } from './events.ts';
import { type FieldInput, resolveTags, type TagInput, writeFields } from './fields.ts';
import { findPipeline, firstStage, isClosed, isIncoming, mainPipeline } from './pipelines.ts';
import { tellWebhooks } from './webhook-calls.ts';

/** The values that a write may set on a lead; omitted ones stay unchanged. */
export interface LeadInput {
  readonly name?: string | undefined;
  readonly price?: number | undefined;
  readonly status_id?: number | undefined;
  readonly pipeline_id?: number | undefined;
  readonly loss_reason_id?: number | null | undefined;
  readonly closed_at?: number | null | undefined;
  readonly responsible_user_id?: number | undefined;
  readonly updated_by?: number | undefined;
  readonly created_by?: number | undefined;
  readonly custom_fields_values?: readonly FieldInput[] | null | undefined;
  readonly tags_to_add?: readonly TagInput[] | undefined;
  readonly tags_to_delete?: readonly TagInput[] | undefined;
  readonly tags?: readonly TagInput[] | undefined;
  readonly contacts?: readonly { readonly id: number; readonly is_main?: boolean | undefined }[] | undefined;
  readonly companyId?: number | undefined;
}

/** Adds a lead, in the first stage of the main pipeline unless the input says otherwise. */
export function createLead(account: Account, input: LeadInput, userId: number): Lead {
  const pipeline = findPipeline(account, input.pipeline_id ?? mainPipeline(account).id) ?? mainPipeline(account);
  const id = account.nextId();
  const now = account.clock.seconds();
  const statusId = input.status_id ?? firstStage(pipeline).id;
  const lead: Lead = {
    id,
    name: input.name ?? `Lead #${id}`,
    price: input.price ?? 0,
    responsible_user_id: input.responsible_user_id ?? userId,
    status_id: statusId,
    pipeline_id: pipeline.id,
    loss_reason_id: input.loss_reason_id ?? null,
    created_by: input.created_by ?? userId,
    updated_by: input.created_by ?? userId,
    created_at: now,
    updated_at: now,
    closed_at: isClosed(statusId) ? (input.closed_at ?? now) : null,
    is_deleted: false,
    fields: writeFields(account, 'leads', [], input.custom_fields_values ?? []),
    tags: resolveTags(account, [], [...(input.tags ?? []), ...(input.tags_to_add ?? [])]),
    contacts: (input.contacts ?? []).map((contact, index) => ({
      id: contact.id,
      is_main: contact.is_main ?? index === 0,
    })),
    companyId: input.companyId ?? null,
  };
  account.leads.set(id, lead);
  recordEvent(account, { type: 'lead_added', entity_id: id, entity_type: 'lead', created_by: lead.created_by });
  tellWebhooks(account, 'add_lead', lead);
  return lead;
}

/**
 * Changes a lead. Any change takes it out of the incoming stage; entering 142 or 143 sets `closed_at`, leaving clears it.
 */
export function changeLead(account: Account, lead: Lead, input: LeadInput, userId: number): void {
  const actor = input.updated_by ?? userId;
  const before = { status_id: lead.status_id, pipeline_id: lead.pipeline_id };
  const target = targetStage(account, lead, input);
  const now = account.clock.seconds();

  lead.name = input.name ?? lead.name;
  lead.responsible_user_id = input.responsible_user_id ?? lead.responsible_user_id;
  lead.loss_reason_id = input.loss_reason_id === undefined ? lead.loss_reason_id : input.loss_reason_id;
  lead.fields = writeFields(account, 'leads', lead.fields, input.custom_fields_values ?? []);
  lead.tags = changedTags(account, lead, input);
  if (input.price !== undefined && input.price !== lead.price) {
    recordEvent(account, { type: 'sale_field_changed', entity_id: lead.id, entity_type: 'lead', created_by: actor });
    lead.price = input.price;
  }
  if (isClosed(target.status_id)) lead.closed_at = input.closed_at ?? lead.closed_at ?? now;
  else lead.closed_at = null;
  lead.pipeline_id = target.pipeline_id;
  lead.status_id = target.status_id;
  lead.updated_by = actor;
  lead.updated_at = now;
  if (target.status_id === before.status_id && target.pipeline_id === before.pipeline_id) return;
  recordEvent(account, {
    type: 'lead_status_changed',
    entity_id: lead.id,
    entity_type: 'lead',
    created_by: actor,
    value_after: [{ lead_status: { id: target.status_id, pipeline_id: target.pipeline_id } }],
    value_before: [{ lead_status: { id: before.status_id, pipeline_id: before.pipeline_id } }],
  });
}

export function deleteLead(account: Account, lead: Lead, userId: number): void {
  lead.is_deleted = true;
  lead.updated_by = userId;
  lead.updated_at = account.clock.seconds();
  recordEvent(account, { type: 'lead_deleted', entity_id: lead.id, entity_type: 'lead', created_by: userId });
  tellWebhooks(account, 'delete_lead', lead);
}

function targetStage(account: Account, lead: Lead, input: LeadInput): { pipeline_id: number; status_id: number } {
  const pipelineId = input.pipeline_id ?? lead.pipeline_id;
  if (input.status_id !== undefined) return { pipeline_id: pipelineId, status_id: input.status_id };
  if (pipelineId === lead.pipeline_id && !isIncoming(account, lead)) {
    return { pipeline_id: pipelineId, status_id: lead.status_id };
  }
  const pipeline = findPipeline(account, pipelineId) ?? mainPipeline(account);
  return { pipeline_id: pipeline.id, status_id: firstStage(pipeline).id };
}

function changedTags(account: Account, lead: Lead, input: LeadInput): Lead['tags'] {
  const kept = input.tags ? resolveTags(account, lead.tags, input.tags) : lead.tags;
  const added = resolveTags(account, kept, input.tags_to_add ?? []).filter((tag) => !kept.includes(tag));
  const removed = resolveTags(account, kept, input.tags_to_delete ?? []);
  return [...kept, ...added].filter((tag) => !removed.includes(tag));
}
