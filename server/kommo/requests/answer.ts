import { z } from 'zod';
import type { Answer } from '../../outward/exchange.ts';
import { retryAfterMs } from '../../outward/retry-after.ts';
import { parseJson } from '../../platform/json/parse-json.ts';
import {
  KommoBroken,
  type KommoError,
  KommoForbidden,
  type KommoProblem,
  KommoRefused,
  KommoUncertain,
} from './errors.ts';

/** What an answer of Kommo's means for the request and for the account. */
export type Verdict =
  /** `body` is undefined for 204 and an empty answer: nothing was found */
  | { readonly kind: 'done'; readonly body: unknown }
  /** Kommo itself does not accept the token */
  | { readonly kind: 'unauthorized' }
  /** 404 or a redirect: there is no such thing, or no such account any more because it was renamed */
  | { readonly kind: 'absent'; readonly error: KommoError }
  | { readonly kind: 'payment_required' }
  /** Kommo refuses the account, or this server's address, as a whole */
  | { readonly kind: 'blocked' }
  /** `retryAfter` in ms */
  | { readonly kind: 'over_limit'; readonly retryAfter: number }
  | { readonly kind: 'failed'; readonly error: KommoError };

/** ms, when a 429 says nothing */
const defaultRetryAfter = 10_000;

/**
 * Judges an answer by https://developers.kommo.com/docs/http-codes. Nothing is assumed of the body: a 429 may be plain
 * text, and a 403 that is not JSON is a block rather than a missing right. Any other refusal that is not JSON comes from
 * something between us and Kommo, and passes.
 * @param subject names the request in messages
 */
export function judge(answer: Answer, subject: string): Verdict {
  const { status } = answer;
  if (status >= 200 && status < 300) return judgeSuccess(answer, subject);
  if (status === 402) return { kind: 'payment_required' };
  const problem = readProblem(answer.text);
  if (status === 429) {
    return { kind: 'over_limit', retryAfter: retryAfterMs(answer.retryAfter, defaultRetryAfter, problem?.retry_after) };
  }
  if (status === 403 && problem === null) return { kind: 'blocked' };
  if (status === 401 && problem !== null) return { kind: 'unauthorized' };
  const error = toError(answer, problem, `${subject}: ${status}${mention(answer)}`);
  const isAbsent = status === 404 || (status >= 300 && status < 400);
  return isAbsent ? { kind: 'absent', error } : { kind: 'failed', error };
}

function judgeSuccess(answer: Answer, subject: string): Verdict {
  if (answer.status === 204 || answer.text === '') return { kind: 'done', body: undefined };
  const body = parseJson(answer.text);
  return body === undefined ? { kind: 'failed', error: unreadable(subject, 'not JSON') } : { kind: 'done', body };
}

/** For an answer that came but says nothing we understand: a write may well have taken effect. */
export function unreadable(subject: string, reason: string): KommoUncertain {
  return new KommoUncertain(`${subject}: Kommo's answer cannot be read (${reason})`);
}

const text = z.string().optional().catch(undefined);
const problemSchema = z.object({
  title: text,
  detail: text,
  retry_after: z.number().nonnegative().optional().catch(undefined),
  'validation-errors': z
    .array(
      z.object({
        request_id: z.union([z.string(), z.number()]).nullish().catch(null),
        errors: z.array(
          z.object({ code: z.string().catch(''), path: z.string().catch(''), detail: z.string().catch('') }),
        ),
      }),
    )
    .optional()
    .catch(undefined),
});
type ProblemBody = z.infer<typeof problemSchema>;

function toError(answer: Answer, problem: ProblemBody | null, subject: string): KommoError {
  const { status } = answer;
  if (status >= 500) return new KommoBroken(subject);
  if (problem === null || status < 400 || status === 408) return new KommoUncertain(subject);
  const problems = listProblems(problem);
  const codes = problems.map(({ code, path }) => (path === '' ? code : `${code} at ${path}`));
  const message = codes.length === 0 ? subject : `${subject} ${[...new Set(codes)].join(', ')}`;
  return status === 403 ? new KommoForbidden(message, problems) : new KommoRefused(message, status, problems);
}

function listProblems(problem: ProblemBody): readonly KommoProblem[] {
  const listed = (problem['validation-errors'] ?? []).flatMap(({ request_id, errors }) =>
    errors.map((error) => ({
      requestId: request_id === null || request_id === undefined ? null : String(request_id),
      ...error,
    })),
  );
  if (listed.length > 0) return listed;
  const { title, detail } = problem;
  if (title === undefined && detail === undefined) return [];
  return [{ requestId: null, code: title ?? '', path: '', detail: detail ?? '' }];
}

function readProblem(text: string): ProblemBody | null {
  const parsed = problemSchema.safeParse(parseJson(text));
  return parsed.success ? parsed.data : null;
}

function mention({ requestId }: Answer): string {
  return requestId !== null && /^[\w-]{1,64}$/.test(requestId) ? ` (request ${requestId})` : '';
}
