import { z } from 'zod';
import type { KommoPipeline, KommoUser } from '../../kommo/api/api.ts';
import { kommoId, userIds } from './kommo-ids.ts';

/**
 * The users responsible for the leads that we create, by pipeline. A single user gets all of them, several take turns;
 * with none, or without an entry, Kommo decides.
 */
export const responsibleSchema = z
  .array(
    z.strictObject({
      /** null: every pipeline without an entry of its own */
      pipelineId: kommoId.nullable().default(null),
      userIds,
    }),
  )
  .max(100)
  .superRefine((entries, context) => {
    for (const [index, { pipelineId }] of entries.entries()) {
      if (entries.findIndex((entry) => entry.pipelineId === pipelineId) === index) continue;
      context.addIssue({ code: 'custom', path: [index, 'pipelineId'], params: { code: 'pipeline_used_twice' } });
    }
  })
  .default([]);

export type Responsible = z.output<typeof responsibleSchema>[number];

/** Whether Kommo lets the user own anything: it refuses a deactivated one. */
export function isActiveUser({ rights }: KommoUser): boolean {
  return rights?.is_active === true;
}

export function activeUserIds(users: readonly KommoUser[]): ReadonlySet<number> {
  return new Set(users.filter(isActiveUser).map(({ id }) => id));
}

/** The users of the pipeline's entry, in their order. */
export function responsibleUsers(entries: readonly Responsible[], pipelineId: number | null): readonly number[] {
  const entry = entries.find((own) => own.pipelineId === pipelineId) ?? entries.find((own) => own.pipelineId === null);
  return entry?.userIds ?? [];
}

/** The pipeline that a new lead gets: Kommo puts one without a pipeline into its main one. */
export function pipelineOfNewLead(
  { pipeline_id: pipelineId }: { readonly pipeline_id?: number },
  pipelines: readonly KommoPipeline[],
): number | null {
  return pipelineId ?? pipelines.find((pipeline) => pipeline.is_main === true)?.id ?? null;
}

/**
 * The user who is next: the first without a turn so far, else the one with the oldest turn.
 * @param lastTurns each user's last turn; a later turn has a greater number
 */
export function nextInTurn(userIds: readonly number[], lastTurns: ReadonlyMap<number, number>): number | null {
  const turnOf = (id: number) => lastTurns.get(id) ?? 0;
  const [next] = userIds.toSorted((one, other) => turnOf(one) - turnOf(other));
  return next ?? null;
}
