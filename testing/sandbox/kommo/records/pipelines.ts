import type { Account } from './account.ts';
import { LOST, type Pipeline, type Status, WON } from './entities.ts';

export function findPipeline(account: Account, pipelineId: number): Pipeline | undefined {
  return account.pipelines.find((pipeline) => pipeline.id === pipelineId);
}

export function mainPipeline(account: Account): Pipeline {
  const main = account.pipelines.find((pipeline) => pipeline.is_main);
  if (!main) throw new Error(`account ${account.subdomain} has no main pipeline`);
  return main;
}

/** The first stage for work on a lead: the incoming stage is before it. */
export function firstStage(pipeline: Pipeline): Status {
  const first = pipeline.statuses.toSorted((a, b) => a.sort - b.sort).find((status) => status.type === 0);
  if (!first) throw new Error(`pipeline ${pipeline.id} has no stage`);
  return first;
}

/** The stages that Kommo accepts for a lead of this pipeline: its own, without the incoming one. */
export function acceptedStage(pipeline: Pipeline, statusId: number): Status | undefined {
  return pipeline.statuses.find((status) => status.id === statusId && status.type === 0);
}

export function isIncoming(account: Account, lead: { pipeline_id: number; status_id: number }): boolean {
  const pipeline = findPipeline(account, lead.pipeline_id);
  return pipeline?.statuses.some((status) => status.id === lead.status_id && status.type === 1) ?? false;
}

export function isClosed(statusId: number): boolean {
  return statusId === WON || statusId === LOST;
}
