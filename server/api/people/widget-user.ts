import type { FastifyRequest } from 'fastify';
import { Problem } from '../../platform/http/problem.ts';

/** The person in Kommo whose browser asks: an active user of the account. */
export interface WidgetUser {
  /** ours */
  readonly accountId: string;
  /** Kommo's */
  readonly userId: number;
  readonly isAdministrator: boolean;
  /** of the account, e.g. `en` */
  readonly accountLanguage: string;
}

/**
 * Who asks. Throws a Problem 401 when the token is missing or not good, 403 when the account has no such active user.
 */
export type Authenticate = (request: FastifyRequest) => Promise<WidgetUser>;

/** Throws a Problem 403 unless the person is an administrator of the Kommo account; decided here, never in the browser. */
export function requireAdministrator({ isAdministrator }: WidgetUser): void {
  if (isAdministrator) return;
  throw new Problem(403, 'Not allowed', 'Only administrators of this Kommo account may do this. Ask one of them.', {
    code: 'administrators_only',
  });
}
