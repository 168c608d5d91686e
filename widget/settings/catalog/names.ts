import type { CatalogName, CatalogStage, CatalogView } from '../../../server/api/catalog/catalog-view.ts';

export interface KnownStage {
  readonly stage: CatalogStage;
  /** null: any pipeline */
  readonly pipeline: CatalogName | null;
}

/** @returns null when Kommo no longer has the stage */
export function findStage(
  { pipelines }: Pick<CatalogView, 'pipelines'>,
  moveTo: { readonly pipelineId: number | null; readonly statusId: number },
): KnownStage | null {
  const pipeline = pipelines.find(({ id }) => id === moveTo.pipelineId) ?? null;
  const places = moveTo.pipelineId === null ? pipelines : pipeline === null ? [] : [pipeline];
  const stage = places.flatMap(({ stages }) => stages).find(({ id }) => id === moveTo.statusId);
  return stage === undefined ? null : { stage, pipeline };
}

/** The name of an id; the marked id itself when it is gone. */
export function nameOf(names: readonly CatalogName[], id: number): string {
  return names.find((entry) => entry.id === id)?.name ?? `#${id}`;
}
