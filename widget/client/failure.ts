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
  return { kind: kindOf(answer.status, code), code };
}

function kindOf(status: number, code: string): Failure['kind'] {
  if (status === 401) return 'refused';
  if (status === 403) return 'forbidden';
  return code && status >= 400 && status < 500 && status !== 429 ? 'rejected' : 'unreachable';
}
