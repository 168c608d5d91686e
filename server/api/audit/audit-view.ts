/** What `GET /api/v1/audit` answers: who changed what, newest first. */
export interface AuditPage {
  readonly entries: readonly AuditEntryView[];
  /** for the next page; null on the last one */
  readonly nextCursor: string | null;
}

export interface AuditEntryView {
  readonly id: string;
  readonly at: string;
  /** Kommo's name of the user, or their number when Kommo has them no more; null when the server's operator did it */
  readonly by: string | null;
  /** of server/audit/actions.ts, unless another version has written it */
  readonly action: string;
  /** the lead that was changed, as it is called now */
  readonly lead: { readonly id: number; readonly name: string | null } | null;
  /** what the change replaced; null where there was nothing */
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
}
