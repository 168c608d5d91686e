import type { Answer, Message } from '../../outward/exchange.ts';
import { retryAfterMs } from '../../outward/retry-after.ts';
import { parseJson } from '../../platform/json/parse-json.ts';
import { minute } from '../../platform/time/units.ts';
import {
  type FastspringError,
  FastspringNotFound,
  FastspringRefused,
  FastspringUnauthorized,
  FastspringUnavailable,
} from './errors.ts';
import { findComplaints, sayNotFound } from './problems.ts';

/** What an answer of FastSpring's means for the request. */
export type Verdict =
  /** `text` is JSON, `null` for 204 */
  | { readonly kind: 'done'; readonly text: string }
  /** `retryAfter` in ms */
  | { readonly kind: 'over_limit'; readonly retryAfter: number }
  /** 404 without FastSpring's words: nothing there, or the limit, whose answer it was documented to be */
  | { readonly kind: 'doubtful' }
  | { readonly kind: 'failed'; readonly error: FastspringError };

/** ms, when a 429 says nothing: requests are counted by the minute */
const defaultRetryAfter = minute;

/**
 * Judges an answer. Nothing is assumed of the body: a refusal may come with any status, 200 and 500 included, a
 * server's error may be empty, and a page in place of JSON comes from something between us and FastSpring.
 * @param subject names the request in messages
 */
export function judge(answer: Answer, method: Message['method'], subject: string): Verdict {
  const { status, text } = answer;
  if (status === 429) return { kind: 'over_limit', retryAfter: retryAfterMs(answer.retryAfter, defaultRetryAfter) };
  if (status === 204) return { kind: 'done', text: 'null' };
  const page = /^\s*</.test(text);
  if (status === 401 || (status === 403 && !page)) {
    return failed(new FastspringUnauthorized(`${subject}: FastSpring does not accept the API credentials (${status})`));
  }
  const clientError = status >= 400 && status < 500 && status !== 408 && !page;
  const body = parseJson(text);
  const { problems, partlyGood } = findComplaints(body, clientError);
  if (problems.length > 0) {
    // A write that names something unknown was refused; only a read says that the thing itself is not there.
    const NotThere = method === 'GET' && sayNotFound(problems) ? FastspringNotFound : FastspringRefused;
    return failed(new NotThere(subject, status, problems));
  }
  const successful = status >= 200 && status < 300;
  // A batch of which some are missing may be answered with 400 and those that are there.
  if (body !== undefined && (successful || (status === 400 && partlyGood))) return { kind: 'done', text };
  if (status === 404) return { kind: 'doubtful' };
  if (clientError) return failed(new FastspringRefused(subject, status, []));
  return failed(unreadable(subject, `${status}, ${text.trim() === '' ? 'an empty body' : 'not FastSpring’s JSON'}`));
}

function failed(error: FastspringError): Verdict {
  return { kind: 'failed', error };
}

/** For an answer that came but says nothing we understand. */
export function unreadable(subject: string, reason: string): FastspringUnavailable {
  return new FastspringUnavailable(`${subject}: FastSpring's answer cannot be used (${reason})`);
}
