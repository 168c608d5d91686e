import type { CatalogName, CatalogStage, CatalogView } from '../../../server/api/catalog/catalog-view.ts';

/** Where a move goes, as people know it. */
export interface KnownStage {
  readonly stage: CatalogStage;
  /** null: whatever pipeline the lead is in */
  readonly pipeline: CatalogName | null;
}

/** @returns null when Kommo has no such stage any more */
export function findStage(
  { pipelines }: Pick<CatalogView, 'pipelines'>,
  moveTo: { readonly pipelineId: number | null; readonly statusId: number },
): KnownStage | null {
  const pipeline = pipelines.find(({ id }) => id === moveTo.pipelineId) ?? null;
  const places = moveTo.pipelineId === null ? pipelines : pipeline === null ? [] : [pipeline];
  const stage = places.flatMap(({ stages }) => stages).find(({ id }) => id === moveTo.statusId);
  return stage === undefined ? null : { stage, pipeline };
}

/** The name under an id; the id itself, marked, when it is gone. */
export function nameOf(names: readonly CatalogName[], id: number): string {
  return names.find((entry) => entry.id === id)?.name ?? `#${id}`;
}
