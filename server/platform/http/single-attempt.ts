/**
 * For every request that this service sends: one attempt, no redirect, and no exception for any status. The caller
 * decides about a retry, because it knows what a second attempt would do.
 */
export const singleAttempt = { retry: 0, redirect: 'manual', throwHttpErrors: false, timeout: false } as const;
