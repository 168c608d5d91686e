import { z } from 'zod';
import type { FastspringProblem } from './errors.ts';

export interface Complaints {
  /** FastSpring's own words; empty when the answer is good, or good in part */
  readonly problems: readonly FastspringProblem[];
  /** it is a list, and not all of its elements failed: `problemsOf` lists those that did */
  readonly partlyGood: boolean;
}

/** The lists that FastSpring wraps results in, each element with a result of its own. */
const wrappers = ['accounts', 'orders', 'subscriptions', 'returns', 'products', 'events'] as const;

/**
 * What FastSpring complains of in an answer's body (https://developer.fastspring.com/reference):
 * `{result: "error", error: {order: "Not found"}}`, alone or as elements of a list, also with status 200, and once with
 * `result: "success"` beside the error; or, with a client error's status, `{message, params}` and
 * `{status, message, errors: [{field, message}]}`.
 * @param clientError whether the status is one
 */
export function findComplaints(body: unknown, clientError: boolean): Complaints {
  const elements = elementsIn(body).map(problemsOf);
  if (elements.some((problems) => problems.length === 0)) return { problems: [], partlyGood: true };
  const candidates = [elements.flat(), problemsOf(body), clientError ? plainProblems(body) : []];
  return { problems: candidates.find((problems) => problems.length > 0) ?? [], partlyGood: false };
}

const failureSchema = z.object({
  result: z.string().optional().catch(undefined),
  error: z
    .union([z.string(), z.record(z.string(), z.unknown())])
    .optional()
    .catch(undefined),
  message: z.string().optional().catch(undefined),
});

/** What FastSpring complains of in one element of a list, or in a whole body that is no list. */
export function problemsOf(element: unknown): readonly FastspringProblem[] {
  const parsed = failureSchema.safeParse(element);
  if (!parsed.success) return [];
  const { result, error, message } = parsed.data;
  if (typeof error === 'object') {
    return Object.entries(error).map(([field, words]) => ({ field, message: wordsOf(words) }));
  }
  return result === 'error' ? [{ field: '', message: error ?? message ?? '' }] : [];
}

const text = z.string().nullish().catch(null);
const plainSchema = z.object({
  errors: z.array(z.object({ field: text, errorCode: text, message: text })).catch([]),
  message: text,
  error: text,
});

function plainProblems(body: unknown): readonly FastspringProblem[] {
  const parsed = plainSchema.safeParse(body);
  if (!parsed.success) return [];
  const { errors, message, error } = parsed.data;
  if (errors.length > 0) {
    return errors.map((each) => ({ field: each.field ?? '', message: each.message ?? each.errorCode ?? '' }));
  }
  const words = message ?? error;
  return typeof words === 'string' ? [{ field: '', message: words }] : [];
}

function elementsIn(body: unknown): readonly unknown[] {
  if (Array.isArray(body)) return body;
  if (typeof body !== 'object' || body === null) return [];
  const lists = new Map<string, unknown>(Object.entries(body));
  return wrappers.flatMap((name) => {
    const list = lists.get(name);
    return Array.isArray(list) ? list : [];
  });
}

function wordsOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Whether FastSpring means that the thing itself does not exist; it says so in words only. */
export function sayNotFound(problems: readonly FastspringProblem[]): boolean {
  return problems.length > 0 && problems.every(({ message }) => /\bnot found\b/i.test(message));
}
