import type { KommoLead, KommoPipeline } from '../kommo/api.ts';
import { closedStages, incomingStageType } from '../kommo/stages.ts';

/** Only an open lead is ever chosen; the others are told with what stands against them. */
export type LeadState = 'open' | 'closed' | 'incoming' | 'archived' | 'deleted';

export function leadState(lead: KommoLead, pipelines: readonly KommoPipeline[]): LeadState {
  if (lead.is_deleted) return 'deleted';
  if (closedStages.has(lead.status_id) || lead.closed_at) return 'closed';
  const pipeline = pipelines.find(({ id }) => id === lead.pipeline_id);
  if (pipeline?.is_archive) return 'archived';
  const stage = pipeline?._embedded.statuses.find(({ id }) => id === lead.status_id);
  return stage?.type === incomingStageType ? 'incoming' : 'open';
}

/** One lead out of several, and in which words it was the one. */
export interface LeadChoice {
  readonly lead: KommoLead;
  readonly because: 'only' | 'latest' | 'onlyInPipeline' | 'latestInPipeline';
  /** how many there were to choose from */
  readonly openLeads: number;
}

/**
 * Which of one person's leads a payment belongs to: of the open ones those in the product's pipelines, if there are
 * any, and of these the most recently changed; of two changed in one second, the one created later. Null when none is
 * open.
 */
export function chooseLead(
  leads: readonly KommoLead[],
  pipelines: readonly KommoPipeline[],
  productPipelineIds: readonly number[],
): LeadChoice | null {
  const open = leads.filter((lead) => leadState(lead, pipelines) === 'open');
  const inPipeline = open.filter((lead) => productPipelineIds.includes(lead.pipeline_id));
  const narrowed = inPipeline.length > 0 && inPipeline.length < open.length;
  const [lead, ...others] = (narrowed ? inPipeline : open).toSorted(latestFirst);
  if (lead === undefined) return null;
  const only = others.length === 0;
  return {
    lead,
    because: narrowed ? (only ? 'onlyInPipeline' : 'latestInPipeline') : only ? 'only' : 'latest',
    openLeads: others.length + 1,
  };
}

export function latestFirst(one: KommoLead, other: KommoLead): number {
  return other.updated_at - one.updated_at || other.created_at - one.created_at || other.id - one.id;
}
