/**
 * Of every request that this service sends: one attempt, no redirect, and an answer of any status is an answer. Whether
 * to try again is decided where it is known what a second attempt would do.
 */
export const singleAttempt = { retry: 0, redirect: 'manual', throwHttpErrors: false, timeout: false } as const;
