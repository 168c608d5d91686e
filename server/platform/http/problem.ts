/**
 * `code` is stable: the widget has its words in the reader's language. The others are e.g. which field is wrong, or
 * another service's own words as `reason`.
 */
type ProblemMembers = Readonly<Record<string, unknown>> & { readonly code: string };

/**
 * A caller's error or a reason to wait, as `application/problem+json`: `detail` says what to do next, in English, to
 * who calls the API without the widget.
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly title: string;
  /** more members of the answer */
  readonly members: ProblemMembers;
  constructor(status: number, title: string, detail: string, members: ProblemMembers) {
    super(detail);
    this.status = status;
    this.title = title;
    this.members = members;
  }
}

/** An answer of 503 under load. It is not a fault of this server, so it is not logged as an error. */
export class TryLater extends Problem {
  readonly retryAfterSeconds: number;
  constructor(title: string, detail: string, retryAfterSeconds: number, members: ProblemMembers) {
    super(503, title, detail, members);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
