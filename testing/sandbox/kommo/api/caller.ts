import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Account } from '../records/account.ts';
import type { User } from '../records/entities.ts';
import { KommoProblem } from './problem.ts';

export interface Caller {
  readonly account: Account;
  /** the user with the token's rights; may be deactivated meanwhile, while the token goes on working */
  readonly user: User;
  readonly base: string;
}

/** Finds the caller of a request or refuses it with 401 or 404. */
export type Authenticate = (request: FastifyRequest) => Caller;

export function requireAdministrator(caller: Caller): void {
  if (!caller.user.isAdmin) throw new KommoProblem(403, 'Access denied: administrators only');
}

export function idOf(request: FastifyRequest): number {
  return z.object({ id: z.coerce.number().int() }).parse(request.params).id;
}
