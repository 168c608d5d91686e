import { z } from 'zod';
import { Problem } from '../../platform/http/problem.ts';
import type { CheckedSettings } from '../../rules/settings/check-settings.ts';
import { findFieldClashes } from '../../rules/settings/field-clashes.ts';
import { type Settings, settingsSchema } from '../../rules/settings/settings.ts';
import { parseSettings, problemsOfError, type SettingsProblem } from '../../rules/settings/settings-problems.ts';
import { type FastspringConnection, fastspringConnectionSchema } from './fastspring-connection.ts';

/** What a PUT asks for: the whole settings as they are to be, and which of their parts it names. */
export interface SettingsChange {
  readonly settings: Settings;
  readonly changed: CheckedSettings;
  readonly fastspring: FastspringConnection;
}

const anything = z.unknown().optional();
/** What an answer showed beside the settings, and may be sent back. */
const shownBeside = { version: anything, rights: anything, warnings: anything };

/** As a PUT may have it: every part may be missing. */
export const settingsBody = settingsSchema
  .partial()
  .extend({ fastspring: fastspringConnectionSchema.optional(), ...shownBeside });

const bodySchema = z.looseObject({ fastspring: anything, ...shownBeside });

/** @throws Problem 400 with every problem and its place */
export function readSettingsBody(body: unknown, stored: Settings): SettingsChange {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) throw settingsInvalid(problemsOfError(parsed.error, body));
  const { fastspring: connectionInput = {}, version: _, rights: _rights, warnings: _warnings, ...change } = parsed.data;
  const connection = fastspringConnectionSchema.safeParse(connectionInput);
  const result = parseSettings({ ...stored, ...change });
  if (!connection.success || !result.ok) {
    const ofConnection = connection.success ? [] : problemsOfError(connection.error, connectionInput);
    throw settingsInvalid([
      ...ofConnection.map((problem) => ({ ...problem, path: joined('fastspring', problem.path) })),
      ...(result.ok ? [] : result.problems),
    ]);
  }
  const { settings } = result;
  const changed = partsNamedIn(change, settings);
  const clashes = findFieldClashes(settings, changed);
  if (clashes.length > 0) throw settingsInvalid(clashes);
  return { settings, fastspring: connection.data, changed };
}

function joined(parent: string, path: string): string {
  return path === '' ? parent : `${parent}.${path}`;
}

/** What stood before a change is not judged again: a stage that was deleted in Kommo must not block another section. */
function partsNamedIn(
  change: object,
  { access, products, responsible, rules, fields, invoices }: Settings,
): CheckedSettings {
  return {
    ...('access' in change && { access }),
    ...('products' in change && { products }),
    ...('responsible' in change && { responsible }),
    ...('rules' in change && { rules }),
    ...('fields' in change && { fields }),
    ...('invoices' in change && { invoices }),
  };
}

export function settingsInvalid(problems: readonly SettingsProblem[]): Problem {
  const first = problems[0];
  return new Problem(
    400,
    'Settings not valid',
    `Nothing was saved. ${first?.path === '' || first === undefined ? 'The settings' : first.path} must be corrected (${first?.code}).`,
    { code: 'settings_invalid', problems },
  );
}
