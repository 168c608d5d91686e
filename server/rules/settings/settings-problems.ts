import type { z } from 'zod';
import { type Settings, settingsSchema } from './settings.ts';

/** A problem at one place of the settings. The page that shows it beside the field has the text for each code. */
export interface SettingsProblem {
  /** keys and indexes joined by dots, e.g. `rules.0.moveTo.statusId`; empty for the whole */
  readonly path: string;
  readonly code: SettingsProblemCode;
  /** values for the text: limits, allowed values, the offending word */
  readonly params: Readonly<Record<string, string | number>>;
}

export type SettingsProblemCode =
  | 'missing'
  | 'wrong_type'
  | 'unknown_key'
  | 'not_offered'
  | 'too_small'
  | 'too_big'
  | 'too_short'
  | 'too_long'
  | 'wrong_format'
  | 'unknown_placeholder'
  | 'one_due_needed'
  | 'no_price_in_event'
  | 'one_bound_needed'
  | 'bounds_crossed'
  | 'unknown_country'
  | 'no_amount_in_event'
  | 'no_countries_in_event'
  | 'no_purchase_in_event'
  | 'unknown_pipeline'
  | 'archived_pipeline'
  | 'pipeline_used_twice'
  | 'unknown_stage'
  | 'incoming_stage'
  | 'unknown_field'
  | 'wrong_field_type'
  | 'field_used_twice'
  | 'unknown_task_type'
  | 'unknown_user'
  | 'inactive_user'
  | 'fits_no_product'
  | 'no_invoices_list'
  | 'no_invoice_status'
  | 'no_invoice_field'
  | 'invoices_not_allowed';

export type SettingsResult =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly SettingsProblem[] };

/** Parses settings from outside. Every problem is reported, not only the first. */
export function parseSettings(input: unknown): SettingsResult {
  const result = settingsSchema.safeParse(input);
  return result.success
    ? { ok: true, settings: result.data }
    : { ok: false, problems: problemsOfError(result.error, input) };
}

/** A schema's errors about `input`, in the settings' own codes. */
export function problemsOfError(error: z.ZodError, input: unknown): readonly SettingsProblem[] {
  return error.issues.flatMap((issue) => problemsOf(issue, input));
}

function problemsOf(issue: z.core.$ZodIssue, input: unknown): readonly SettingsProblem[] {
  const path = issue.path.join('.');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), code: 'unknown_key', params: { key } }));
    case 'invalid_type':
      return valueAt(input, issue.path) === undefined
        ? [{ path, code: 'missing', params: {} }]
        : [{ path, code: 'wrong_type', params: { expected: issue.expected } }];
    case 'invalid_value':
      return [{ path, code: 'not_offered', params: { offered: issue.values.map(String).join(', ') } }];
    case 'too_small':
      return [
        { path, code: isLength(issue.origin) ? 'too_short' : 'too_small', params: { least: Number(issue.minimum) } },
      ];
    case 'too_big':
      return [{ path, code: isLength(issue.origin) ? 'too_long' : 'too_big', params: { most: Number(issue.maximum) } }];
    case 'custom':
      return [customProblem(path, issue.params ?? {})];
    default:
      return [{ path, code: 'wrong_format', params: {} }];
  }
}

function isLength(origin: string): boolean {
  return origin === 'string' || origin === 'array';
}

function customProblem(path: string, { code, ...params }: Record<string, unknown>): SettingsProblem {
  const named = Object.entries(params).map(([name, value]) => [name, String(value)] as const);
  switch (code) {
    case 'unknown_placeholder':
    case 'one_due_needed':
    case 'no_price_in_event':
    case 'one_bound_needed':
    case 'bounds_crossed':
    case 'unknown_country':
    case 'no_amount_in_event':
    case 'no_countries_in_event':
    case 'no_purchase_in_event':
    case 'pipeline_used_twice':
      return { path, code, params: Object.fromEntries(named) };
    default:
      throw new TypeError(`The settings' schema raises a problem without a known code at ${path}`);
  }
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => Reflect.get(Object(value), key), input);
}
