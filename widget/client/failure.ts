import type { HttpAnswer } from '../host/http-exchange.ts';
import { isRecord, parseJson } from './json.ts';

/** Why there is nothing to show. `code` is the server's, a key of the texts; empty when the server said nothing. */
export interface Failure {
  readonly kind: 'unreachable' | 'refused' | 'forbidden' | 'rejected';
  readonly code: string;
}

export const isSuccess = ({ status }: HttpAnswer): boolean => status >= 200 && status < 300;

/** From `application/problem+json`; a gateway's HTML page gives no code. */
export function failureOf(answer: HttpAnswer): Failure {
  const problem = parseJson(answer.body);
  const code = isRecord(problem) && typeof problem.code === 'string' ? problem.code : '';
  if (answer.status === 401) return { kind: 'refused', code };
  if (answer.status === 403) return { kind: 'forbidden', code };
  const isOurAnswer = code && answer.status >= 400 && answer.status < 500 && answer.status !== 429;
  return { kind: isOurAnswer ? 'rejected' : 'unreachable', code };
}
