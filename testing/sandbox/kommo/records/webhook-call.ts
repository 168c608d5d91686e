/** One form that Kommo owes to one address, and how it fares. */
export interface WebhookCall {
  readonly destination: string;
  readonly body: URLSearchParams;
  attempts: number;
  /** ms in the sandbox's time; null when nothing more will be tried */
  nextAttemptAt: number | null;
}
