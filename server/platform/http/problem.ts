/** A caller's error or a reason to wait, as `application/problem+json`: `detail` says what to do next. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly title: string;
  /** more members of the answer, e.g. which field is wrong */
  readonly members: Readonly<Record<string, unknown>>;
  constructor(status: number, title: string, detail: string, members: Readonly<Record<string, unknown>> = {}) {
    super(detail);
    this.status = status;
    this.title = title;
    this.members = members;
  }
}

/** An answer of 503 under load. It is not a fault of this server, so it is not logged as an error. */
export class TryLater extends Problem {
  readonly retryAfterSeconds: number;
  constructor(
    title: string,
    detail: string,
    retryAfterSeconds: number,
    members: Readonly<Record<string, unknown>> = {},
  ) {
    super(503, title, detail, members);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
