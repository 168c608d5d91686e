import type { KommoLead, KommoPipeline } from '../../../server/kommo/api/api.ts';
import {
  guardStage,
  type LeadMemory,
  type StageDecision,
  type StageGuardInput,
  type WantedMove,
} from '../../../server/rules/stage-guard.ts';

// Seconds, as Kommo's: the lead is created at 100, the fact happens at 1000, we look at 2000.
const factSecond = 1000;

export const stage = (id: number, name: string, sort: number, type = 0) => ({ id, name, sort, type });
const closed = [stage(142, 'Won', 10_000), stage(143, 'Lost', 11_000)];
export const sales: KommoPipeline = {
  id: 1,
  name: 'Sales',
  sort: 1,
  is_archive: false,
  _embedded: {
    statuses: [
      stage(10, 'Incoming', 10, 1),
      stage(11, 'Contacted', 20),
      stage(12, 'Offer', 30),
      stage(13, 'Paid', 40),
      ...closed,
    ],
  },
};
export const renewals: KommoPipeline = {
  id: 2,
  name: 'Renewals',
  sort: 2,
  is_archive: false,
  _embedded: { statuses: [stage(20, 'Incoming', 10, 1), stage(21, 'Running', 20), ...closed] },
};
export const archived: KommoPipeline = { ...renewals, id: 3, name: 'Old', is_archive: true };

export const lead: KommoLead = {
  id: 152464,
  pipeline_id: 1,
  status_id: 12,
  created_at: 100,
  updated_at: 500,
  updated_by: 7,
  custom_fields_values: [],
};
export const wanted: WantedMove = {
  factKey: 'b',
  factAt: factSecond * 1000,
  pipelineId: 1,
  statusId: 13,
  reopen: false,
};
export const nothingRemembered: LeadMemory = {
  movedByFactAt: null,
  movedByFactKey: null,
  ownUpdateAt: null,
  ownMovesAt: [],
  ownAttempts: [],
  seenBefore: null,
};

export interface Change {
  readonly move?: Partial<WantedMove>;
  readonly lead?: Partial<KommoLead>;
  readonly memory?: Partial<LeadMemory>;
  readonly pipelines?: readonly KommoPipeline[];
  readonly statusChanges?: StageGuardInput['statusChanges'];
}

export function guard(change: Change): StageDecision {
  return guardStage({
    move: { ...wanted, ...change.move },
    lead: { ...lead, ...change.lead },
    memory: { ...nothingRemembered, ...change.memory },
    pipelines: change.pipelines ?? [sales, renewals, archived],
    statusChanges: change.statusChanges ?? 'not_read',
  });
}

/** `move 1/13`, `ask_history`, or the code of the reason against it */
export function decide(change: Change): string {
  const decision = guard(change);
  if (decision.decision === 'move') return `move ${decision.pipelineId}/${decision.statusId}`;
  return decision.decision === 'skip' ? decision.reason.code : decision.decision;
}
