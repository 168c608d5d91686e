/**
 * What can go wrong between us and FastSpring's API, classified once, where the answer arrives. Messages name fields and
 * paths, never values: FastSpring's own words may hold a person's address and stay in `problems`.
 */
export class FastspringError extends Error {
  override readonly name: string = 'FastspringError';
}

/** No API credentials are saved for the account. */
export class FastspringNotConfigured extends FastspringError {
  override readonly name = 'FastspringNotConfigured';
}

/** FastSpring does not accept the credentials (401, 403). */
export class FastspringUnauthorized extends FastspringError {
  override readonly name = 'FastspringUnauthorized';
}

/** FastSpring refused the request for what it says: sending it again will not help. */
export class FastspringRefused extends FastspringError {
  override readonly name: string = 'FastspringRefused';
  readonly status: number;
  /** FastSpring's own words, for the person who asked; empty when it said none */
  readonly problems: readonly FastspringProblem[];
  constructor(subject: string, status: number, problems: readonly FastspringProblem[]) {
    const fields = [...new Set(problems.map(({ field }) => field).filter((field) => field !== ''))];
    super(`${subject}: refused (${status})${fields.length === 0 ? '' : ` ${fields.join(', ')}`}`);
    this.status = status;
    this.problems = problems;
  }
}

/** One entry of FastSpring's `error` or `errors`; `field` is empty when the words are about the whole request. */
export interface FastspringProblem {
  readonly field: string;
  readonly message: string;
}

/** What was asked for does not exist. */
export class FastspringNotFound extends FastspringRefused {
  override readonly name = 'FastspringNotFound';
}

/** The limit is reached, FastSpring's or ours below it: the request took no effect and may be sent again later. */
export class FastspringRateLimited extends FastspringError {
  override readonly name = 'FastspringRateLimited';
  /** ms */
  readonly retryAfter: number;
  constructor(message: string, retryAfter: number) {
    super(message);
    this.retryAfter = retryAfter;
  }
}

/**
 * No answer that can be used: the network, a timeout, 5xx, an empty body, a page instead of JSON. A write may have
 * taken effect.
 */
export class FastspringUnavailable extends FastspringError {
  override readonly name = 'FastspringUnavailable';
  /** ms; set when nothing was sent, because FastSpring has not answered before and it is not time to try again */
  readonly retryAfter: number | null;
  constructor(message: string, retryAfter: number | null = null) {
    super(message);
    this.retryAfter = retryAfter;
  }
}
