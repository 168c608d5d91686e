/** The states of an event: server/sync/record records the received ones. */
export const eventStates = ['received', 'recorded', 'unknown', 'unreadable', 'failed'] as const;
