/** What became of an event: server/sync/record takes the received ones. */
export const eventStates = ['received', 'recorded', 'unknown', 'unreadable', 'failed'] as const;
