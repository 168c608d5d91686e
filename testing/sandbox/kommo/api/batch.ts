import type { z } from 'zod';
import { KommoProblem, notExpected, type ValueProblem, validationFailed } from './problem.ts';

/** The problems of an element's values, found after its shape was checked. */
export type ElementCheck<T> = (element: T) => ValueProblem[];

/**
 * Reads the array of a bulk write. One wrong element refuses the whole batch, with the problems of every element.
 * @throws KommoProblem 400 with `validation-errors`, or 422 above `maximum` elements
 */
export function parseBatch<T>(body: unknown, schema: z.ZodType<T>, check: ElementCheck<T>, maximum = 250): T[] {
  if (!Array.isArray(body) || body.length === 0) {
    throw new KommoProblem(400, 'The request body must be a non-empty array');
  }
  if (body.length > maximum) throw new KommoProblem(422, `Limit ${maximum} per request`);
  const results = body.map((element: unknown, index) => ({
    requestId: requestIdOf(element, index),
    ...parseElement(element, schema, check),
  }));
  const refused = results.filter((result) => result.problems.length > 0);
  if (refused.length > 0) throw validationFailed(refused);
  return results.flatMap((result) => result.parsed);
}

/** Reads the object of a write by id. */
export function parseOne<T>(body: unknown, schema: z.ZodType<T>, check: ElementCheck<T>): T {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new KommoProblem(400, 'The request body must be an object');
  }
  const { parsed, problems } = parseElement(body, schema, check);
  const [element] = parsed;
  if (problems.length > 0 || element === undefined)
    throw validationFailed([{ requestId: requestIdOf(body, 0), problems }]);
  return element;
}

/** Kommo echoes an element's `request_id`, or its index when it has none. */
export function requestIdOf(element: unknown, index: number): string {
  const given = typeof element === 'object' && element !== null && 'request_id' in element ? element.request_id : null;
  return typeof given === 'string' || typeof given === 'number' ? String(given) : String(index);
}

function parseElement<T>(
  element: unknown,
  schema: z.ZodType<T>,
  check: ElementCheck<T>,
): { parsed: T[]; problems: ValueProblem[] } {
  const result = schema.safeParse(element, { reportInput: true });
  if (!result.success) return { parsed: [], problems: result.error.issues.flatMap(shapeProblems) };
  return { parsed: [result.data], problems: check(result.data) };
}

function shapeProblems(issue: z.core.$ZodIssue): ValueProblem[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => notExpected([...path, key].join('.')));
  }
  if (issue.code === 'invalid_type' && issue.input === undefined) {
    return [{ code: 'FieldMissing', path: path.join('.'), detail: 'This field is missing.' }];
  }
  if (issue.code === 'invalid_value') return [notSupportedChoice(path)];
  const code = issue.code === 'invalid_type' || issue.code === 'invalid_union' ? 'InvalidType' : 'InvalidValue';
  return [{ code, path: path.join('.'), detail: issue.message }];
}

function notSupportedChoice(path: readonly string[]): ValueProblem {
  return {
    code: 'NotSupportedChoice',
    path: path.join('.'),
    detail: 'The value you selected is not a valid choice.',
  };
}
