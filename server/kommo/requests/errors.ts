import type { AccountState } from '../account/account-states.ts';

/**
 * What can go wrong between us and Kommo, classified once, where the answer arrives. Each class says what the caller may
 * do; nothing else in the program looks at a status code of Kommo's.
 */
export class KommoError extends Error {
  override readonly name: string = 'KommoError';
}

/** Kommo refused the request for what it says (400, 404, 405, 422): sending it again will not help. */
export class KommoRefused extends KommoError {
  override readonly name = 'KommoRefused';
  readonly status: number;
  /** which element of a batch was refused and why; empty when Kommo did not say */
  readonly problems: readonly KommoProblem[];
  constructor(message: string, status: number, problems: readonly KommoProblem[]) {
    super(message);
    this.status = status;
    this.problems = problems;
  }
}

/** One entry of Kommo's `validation-errors`; `requestId` is the element's `request_id`, or its index in the batch. */
export interface KommoProblem {
  readonly requestId: string | null;
  readonly code: string;
  readonly path: string;
  readonly detail: string;
}

/** The request certainly did not take effect and may be sent again: no connection, or 429. */
export class KommoNotSent extends KommoError {
  override readonly name: string = 'KommoNotSent';
  /** ms to wait, as Kommo asked; null when it did not */
  readonly retryAfter: number | null;
  constructor(message: string, retryAfter: number | null = null) {
    super(message);
    this.retryAfter = retryAfter;
  }
}

/** No connection to Kommo came about. */
export class KommoUnreached extends KommoNotSent {
  override readonly name = 'KommoUnreached';
}

/** The proxy that the account is pinned to gave no connection to Kommo. */
export class KommoProxyFailed extends KommoNotSent {
  override readonly name = 'KommoProxyFailed';
}

/** An administrator has paused writing to this account. It may be sent once writing is resumed; reading goes on. */
export class KommoWritingPaused extends KommoNotSent {
  override readonly name = 'KommoWritingPaused';
}

/** Nobody knows whether the request took effect (timeout after sending, reset, 5xx): look before sending again. */
export class KommoUncertain extends KommoError {
  override readonly name: string = 'KommoUncertain';
}

/** The same, in passing: the connection broke, or Kommo answered with 5xx. A read may succeed at once. */
export class KommoBroken extends KommoUncertain {
  override readonly name = 'KommoBroken';
}

/** The whole account cannot be worked on until somebody acts or the pause is over. */
export class KommoAccountUnavailable extends KommoError {
  override readonly name = 'KommoAccountUnavailable';
  readonly reason: Exclude<AccountState, 'connected'>;
  constructor(reason: KommoAccountUnavailable['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

/** The token's user may not do this (403 with Kommo's JSON): a right or a scope is missing. */
export class KommoForbidden extends KommoError {
  override readonly name = 'KommoForbidden';
  /** Kommo's words for which; empty when it did not say */
  readonly problems: readonly KommoProblem[];
  constructor(message: string, problems: readonly KommoProblem[] = []) {
    super(message);
    this.problems = problems;
  }
}
