/** What `POST /api/v1/customers/{id}/resync` answers: what was put in motion. */
export interface ResyncView {
  readonly customerId: string;
  /** of the customer: they are checked in Kommo, and their fields are written where they differ */
  readonly leads: number;
  /** those that failed and are tried again */
  readonly events: number;
  readonly effects: number;
}
