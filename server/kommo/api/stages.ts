/**
 * Kommo's stages that mean the same everywhere: 142 is closed-won and 143 closed-lost in every pipeline, whatever their
 * names; each pipeline's stage for incoming leads has a type of its own.
 * https://developers.kommo.com/reference/pipelines-list
 */
export const wonStage = 142;
export const closedStages: ReadonlySet<number> = new Set([wonStage, 143]);

export const incomingStageType = 1;
