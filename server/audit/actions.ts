/** What people do that is kept; the settings page has the words for each. */
export const auditActions = [
  'settings_changed',
  'customer_linked',
  'customer_linked_again',
  'customer_unlinked',
  'customer_ruled_out',
  'lead_requested',
  'payment_link_made',
  'event_replayed',
  'failed_events_replayed',
  'import_begun',
  'import_applied',
  'import_paused',
  'import_resumed',
  'import_undone',
  'import_canceled',
  'comparison_requested',
  'lead_fields_created',
  'data_exported',
  'person_erased',
  'encryption_key_changed',
] as const;

export type AuditAction = (typeof auditActions)[number];
