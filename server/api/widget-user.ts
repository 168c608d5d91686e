import type { FastifyRequest } from 'fastify';
import { Problem } from '../http/problem.ts';

/** The person in Kommo whose browser asks, as Kommo's one-time token says. */
export interface WidgetUser {
  /** ours */
  readonly accountId: string;
  /** Kommo's */
  readonly userId: number;
  /** null when the token does not say */
  readonly isAdministrator: boolean | null;
}

/**
 * Who asks. Throws a Problem 401 when the token is missing or not good.
 */
export type Authenticate = (request: FastifyRequest) => Promise<WidgetUser>;

/** Throws a Problem 403 unless the person is an administrator of the Kommo account; decided here, never in the browser. */
export type RequireAdministrator = (user: WidgetUser) => Promise<void>;

/** The same question for what is only shown. */
export async function isAdministrator(requireAdministrator: RequireAdministrator, user: WidgetUser): Promise<boolean> {
  try {
    await requireAdministrator(user);
    return true;
  } catch (error) {
    if (error instanceof Problem && error.status === 403) return false;
    throw error;
  }
}
