import type { SettingsProblem } from '../../server/rules/settings/settings-problems.ts';
import type { HttpAnswer } from '../host/http-exchange.ts';
import { isSuccess } from './failure.ts';
import { isRecord, parseJson } from './json.ts';

export type Answer<Body> =
  | { readonly ok: true; readonly body: Body; readonly etag: string | null }
  | { readonly ok: false; readonly refusal: Refusal };

export interface Refusal {
  /** the server's, or one of `codesOfStatus`: a key of the texts, where they have words for it */
  readonly code: string;
  /** what is put into our words: Kommo's or FastSpring's own, or a sentence in the reader's language */
  readonly reason: string | null;
  /** the fields to correct */
  readonly fields: readonly string[];
  /** the settings to correct, each with its place */
  readonly problems: readonly SettingsProblem[];
}

const codesOfStatus: Readonly<Record<number, string>> = { 401: 'unauthorized', 403: 'forbidden', 404: 'not_found' };

/** @param members identify an answer of our server, as opposed to a proxy's page; their contents are not checked */
export function readAnswer<Body>(answer: HttpAnswer, members: readonly (keyof Body & string)[]): Answer<Body> {
  const body = parseJson(answer.body);
  if (!isSuccess(answer)) return { ok: false, refusal: refusalOf(answer.status, body) };
  if (isAnswerWith<Body>(body, members)) return { ok: true, body, etag: answer.etag };
  return { ok: false, refusal: unreachable };
}

/** For requests with an empty answer. */
export function readDone(answer: HttpAnswer): Answer<null> {
  if (isSuccess(answer)) return { ok: true, body: null, etag: null };
  return { ok: false, refusal: refusalOf(answer.status, parseJson(answer.body)) };
}

/** A tar has its mark at a fixed place, which distinguishes our server's answer from a proxy's page. */
export function readArchive(answer: HttpAnswer): Answer<string> {
  const { body, etag } = answer;
  if (!isSuccess(answer)) return { ok: false, refusal: refusalOf(answer.status, parseJson(body)) };
  if (body.startsWith('ustar', 257)) return { ok: true, body, etag };
  return { ok: false, refusal: unreachable };
}

const unreachable: Refusal = { code: 'unreachable', reason: null, fields: [], problems: [] };

function refusalOf(status: number, problem: unknown): Refusal {
  if (!isRecord(problem) || typeof (problem.code ?? problem.title) !== 'string') return unreachable;
  const ofStatus = codesOfStatus[status] ?? (status < 500 ? 'rejected' : 'unreachable');
  return {
    code: typeof problem.code === 'string' ? problem.code : ofStatus,
    reason: textOf(problem.reason),
    fields: Array.isArray(problem.fields) ? problem.fields.map(String) : [],
    problems: Array.isArray(problem.problems) ? problem.problems : [],
  };
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const isAnswerWith = <Body>(value: unknown, members: readonly (keyof Body & string)[]): value is Body =>
  isRecord(value) && members.every((member) => member in value);
