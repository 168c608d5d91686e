/** Writing to Kommo is paused: what `PUT /api/v1/pause` and, as `pause`, `GET /api/v1/status` answer. */
export interface PauseView {
  readonly since: string;
  readonly reason: string;
  /** Kommo's name of the user, or their number when Kommo has them no more; null when the server's operator paused it */
  readonly by: string | null;
}
