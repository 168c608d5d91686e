/** Durations in ms. */
export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** Kommo's times, from ours. */
export const unixSeconds = (time: number): number => Math.floor(time / second);
