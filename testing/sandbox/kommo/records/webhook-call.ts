/** One outstanding webhook call of Kommo's to one address, and its state. */
export interface WebhookCall {
  readonly destination: string;
  readonly body: URLSearchParams;
  attempts: number;
  /** ms in the sandbox's time; null after the last attempt */
  nextAttemptAt: number | null;
}
