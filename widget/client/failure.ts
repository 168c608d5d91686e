import type { HttpAnswer } from '../host/http-exchange.ts';
import { isRecord, parseJson } from './json.ts';

/** Why there is nothing to show. `detail` is the server's explanation for the reader, if it gave one. */
export interface Failure {
  readonly kind: 'unreachable' | 'refused' | 'forbidden' | 'rejected';
  readonly detail: string | null;
}

export const isSuccess = ({ status }: HttpAnswer): boolean => status >= 200 && status < 300;

/** From `application/problem+json`; a gateway's HTML page gives no detail. */
export function failureOf(answer: HttpAnswer): Failure {
  const problem = parseJson(answer.body);
  const detail = isRecord(problem) && typeof problem.detail === 'string' ? problem.detail : null;
  if (answer.status === 401) return { kind: 'refused', detail };
  if (answer.status === 403) return { kind: 'forbidden', detail };
  const isOurAnswer = answer.status >= 400 && answer.status < 500 && answer.status !== 429 && detail !== null;
  return isOurAnswer ? { kind: 'rejected', detail } : { kind: 'unreachable', detail: null };
}
