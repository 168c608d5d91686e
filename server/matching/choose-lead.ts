import type { KommoLead, KommoPipeline } from '../kommo/api/api.ts';
import { closedStages, incomingStageType } from '../kommo/api/stages.ts';
import type { LeadReason } from './match.ts';

/** Only an open or closed lead is ever chosen; the others are offered with their state as the objection. */
export type LeadState = 'open' | 'closed' | 'incoming' | 'archived' | 'deleted';

export function leadState(lead: KommoLead, pipelines: readonly KommoPipeline[]): LeadState {
  if (lead.is_deleted) return 'deleted';
  const pipeline = pipelines.find(({ id }) => id === lead.pipeline_id);
  if (pipeline?.is_archive) return 'archived';
  if (closedStages.has(lead.status_id) || lead.closed_at) return 'closed';
  const stage = pipeline?._embedded.statuses.find(({ id }) => id === lead.status_id);
  return stage?.type === incomingStageType ? 'incoming' : 'open';
}

/** What decides between leads before their age does. */
interface Preference {
  readonly pipelines: readonly KommoPipeline[];
  /** where the bought products are sold; empty if the settings name none */
  readonly productPipelineIds: readonly number[];
}

/** One lead out of several, and why this one. */
export interface LeadChoice {
  readonly lead: KommoLead;
  readonly because: LeadReason;
  /** how many leads were equally good, this one included */
  readonly equalLeads: number;
}

/**
 * Chooses the lead of one person to which a payment belongs. Open leads come first, then those in the product's pipelines,
 * then the most recently changed; of two changed in the same second, the one created later. An incoming lead, or one in an
 * archived pipeline, is never chosen.
 */
export function chooseLead(leads: readonly KommoLead[], preference: Preference): LeadChoice | null {
  const usable = leads.filter((lead) => preferenceFor(lead, preference) !== null);
  const [lead, ...others] = mostPreferred(usable, (candidate) => candidate, preference).toSorted(latestFirst);
  if (lead === undefined) return null;
  const isElsewhere = ({ pipeline_id }: KommoLead) => !preference.productPipelineIds.includes(pipeline_id);
  const narrowed = !isElsewhere(lead) && usable.some(isElsewhere);
  return { lead, because: reasonFor(lead, others.length === 0, narrowed, preference), equalLeads: others.length + 1 };
}

/** The items with the most preferred leads, age aside. */
export function mostPreferred<Item>(
  items: readonly Item[],
  leadOf: (item: Item) => KommoLead,
  preference: Preference,
): readonly Item[] {
  const most = Math.max(...items.map((item) => preferenceFor(leadOf(item), preference) ?? 0));
  return items.filter((item) => preferenceFor(leadOf(item), preference) === most);
}

/** Greater is better; null: never chosen. */
function preferenceFor(lead: KommoLead, preference: Preference): number | null {
  return ['open', 'closed'].includes(leadState(lead, preference.pipelines)) ? weigh(lead, preference) : null;
}

/** Greater is better: an open lead first, then one in a pipeline of the product. */
export function weigh(lead: KommoLead, { pipelines, productPipelineIds }: Preference): number {
  return (leadState(lead, pipelines) === 'open' ? 2 : 0) + (productPipelineIds.includes(lead.pipeline_id) ? 1 : 0);
}

function reasonFor(lead: KommoLead, isOnly: boolean, narrowed: boolean, { pipelines }: Preference): LeadReason {
  const which = isOnly ? 'only' : 'latest';
  const closed = leadState(lead, pipelines) === 'open' ? '' : 'Closed';
  return `${which}${closed}${narrowed ? 'InPipeline' : ''}`;
}

export function latestFirst(one: KommoLead, other: KommoLead): number {
  return other.updated_at - one.updated_at || other.created_at - one.created_at || other.id - one.id;
}
