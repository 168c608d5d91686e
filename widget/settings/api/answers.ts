import type { SettingsProblem } from '../../../server/rules/settings/settings-problems.ts';
import type { HttpAnswer } from '../../host/kommo-host.ts';

export type Answer<Body> =
  | { readonly ok: true; readonly body: Body; readonly etag: string | null }
  | { readonly ok: false; readonly refusal: Refusal };

/** Why nothing was done or shown; the page has the words for each code. */
export interface Refusal {
  readonly code: RefusalCode;
  /** Kommo's own words, or our server's English ones; null when there are none */
  readonly detail: string | null;
  /** what to correct, each with its place */
  readonly problems: readonly SettingsProblem[];
}

type RefusalCode =
  | 'unreachable'
  | 'signIn'
  | 'forbidden'
  | 'unknownUser'
  | 'buyersHidden'
  | 'gone'
  | 'changed'
  | 'invalid'
  | 'kommoDisconnected'
  | 'kommoForbidden'
  | 'kommoRefused'
  | 'kommoUnreachable'
  | 'creationPending'
  | 'pauseReason'
  | 'notFailed'
  | 'importDays'
  | 'importUnderWay'
  | 'importMovedOn'
  | 'noCredentials'
  | 'credentialsRefused'
  | 'addressUnknown'
  | 'secretRefused'
  | 'fastspringBusy'
  | 'rotationUnconfirmed'
  | 'secretInEnvironment'
  | 'reportsBusy'
  | 'exportUnderWay'
  | 'exportTooLarge'
  | 'rejected';

const codesOfProblems: Readonly<Record<string, RefusalCode>> = {
  settings_changed: 'changed',
  settings_invalid: 'invalid',
  unknown_user: 'unknownUser',
  buyers_hidden: 'buyersHidden',
  // The server says it in the reader's language.
  lead_hidden: 'rejected',
  lead_read_only: 'rejected',
  writing_paused: 'rejected',
  kommo_disconnected: 'kommoDisconnected',
  kommo_forbidden: 'kommoForbidden',
  kommo_refused: 'kommoRefused',
  kommo_unreachable: 'kommoUnreachable',
  creation_pending: 'creationPending',
  pause_reason_invalid: 'pauseReason',
  effect_not_failed: 'notFailed',
  days_invalid: 'importDays',
  import_under_way: 'importUnderWay',
  import_moved_on: 'importMovedOn',
  fastspring_not_configured: 'noCredentials',
  fastspring_unauthorized: 'credentialsRefused',
  webhook_address_unknown: 'addressUnknown',
  // Of the settings page's requests only the rotation of the webhook secret gets it.
  fastspring_refused: 'secretRefused',
  fastspring_busy: 'fastspringBusy',
  rotation_unconfirmed: 'rotationUnconfirmed',
  secret_in_environment: 'secretInEnvironment',
  snapshots_busy: 'reportsBusy',
  export_under_way: 'exportUnderWay',
  export_too_large: 'exportTooLarge',
};

const codesOfStatus: Readonly<Record<number, RefusalCode>> = { 401: 'signIn', 403: 'forbidden', 404: 'gone' };

/** @param members which tell our server's answer from a proxy's page; what is inside is the server's promise */
export function readAnswer<Body>(answer: HttpAnswer, members: readonly (keyof Body & string)[]): Answer<Body> {
  const body = parseJson(answer.body);
  if (answer.status < 200 || answer.status >= 300) return { ok: false, refusal: refusalOf(answer.status, body) };
  if (isAnswerWith<Body>(body, members)) return { ok: true, body, etag: answer.etag };
  return { ok: false, refusal: unreachable };
}

/** For what answers nothing but that it is done. */
export function readDone({ status, body }: HttpAnswer): Answer<null> {
  if (status >= 200 && status < 300) return { ok: true, body: null, etag: null };
  return { ok: false, refusal: refusalOf(status, parseJson(body)) };
}

/** A tar, whose mark stands at a fixed place, tells our server's answer from a proxy's page. */
export function readArchive({ status, body, etag }: HttpAnswer): Answer<string> {
  if (status < 200 || status >= 300) return { ok: false, refusal: refusalOf(status, parseJson(body)) };
  if (body.startsWith('ustar', 257)) return { ok: true, body, etag };
  return { ok: false, refusal: unreachable };
}

const unreachable: Refusal = { code: 'unreachable', detail: null, problems: [] };

function refusalOf(status: number, problem: unknown): Refusal {
  if (!isRecord(problem) || typeof problem.title !== 'string') return unreachable;
  const named = typeof problem.code === 'string' ? codesOfProblems[problem.code] : undefined;
  const detail = typeof problem.reason === 'string' ? problem.reason : problem.detail;
  return {
    code: named ?? codesOfStatus[status] ?? (status < 500 ? 'rejected' : 'unreachable'),
    detail: typeof detail === 'string' ? detail : null,
    problems: Array.isArray(problem.problems) ? problem.problems : [],
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isAnswerWith = <Body>(value: unknown, members: readonly (keyof Body & string)[]): value is Body =>
  isRecord(value) && members.every((member) => member in value);
