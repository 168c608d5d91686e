/**
 * Kommo's stages with a fixed meaning: 142 is closed-won and 143 closed-lost in every pipeline, under any name; each
 * pipeline's stage for incoming leads has its own type. https://developers.kommo.com/reference/pipelines-list
 */
export const wonStage = 142;
export const closedStages: ReadonlySet<number> = new Set([wonStage, 143]);

export const incomingStageType = 1;
