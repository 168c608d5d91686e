import { z } from 'zod';
import {
  FastspringError,
  FastspringNotConfigured,
  FastspringRateLimited,
  FastspringRefused,
  FastspringUnauthorized,
} from '../fastspring/api/errors.ts';

/**
 * Why FastSpring's past cannot be read right now: `no_credentials` and `credentials_refused` need a person, the others
 * pass.
 */
export const historyProblemSchema = z.enum([
  'no_credentials',
  'credentials_refused',
  'refused',
  'unreachable',
  'over_limit',
]);
export type HistoryProblem = z.infer<typeof historyProblemSchema>;

/** @throws errors that are not FastSpring's */
export function historyProblemOf(error: unknown): HistoryProblem {
  if (!(error instanceof FastspringError)) throw error;
  if (error instanceof FastspringNotConfigured) return 'no_credentials';
  if (error instanceof FastspringUnauthorized) return 'credentials_refused';
  if (error instanceof FastspringRateLimited) return 'over_limit';
  return error instanceof FastspringRefused ? 'refused' : 'unreachable';
}
