import type { CheckedSettings } from './check-settings.ts';
import { ledgerFieldNames } from './ledger-fields.ts';
import type { Settings } from './settings.ts';
import type { SettingsProblem } from './settings-problems.ts';

/**
 * Lead fields that two parts of the settings fill: their values would change with every event.
 * @param changed only these parts are reported as faulty
 */
export function findFieldClashes(settings: Settings, changed: CheckedSettings): readonly SettingsProblem[] {
  const shown = Object.values(settings.fields);
  const filledByRules = settings.rules.flatMap((rule) => rule.fields.map(({ fieldId }) => fieldId));
  const clash = (path: string): SettingsProblem => ({ path, code: 'field_used_twice', params: {} });
  const ofFields = ledgerFieldNames.filter((use, index) => {
    const fieldId = settings.fields[use];
    if (fieldId === null) return false;
    const taken = ledgerFieldNames.slice(0, index).some((other) => settings.fields[other] === fieldId);
    return taken || (changed.rules === undefined && filledByRules.includes(fieldId));
  });
  return [
    ...(changed.fields === undefined ? [] : ofFields.map((use) => clash(`fields.${use}`))),
    ...(changed.rules ?? []).flatMap((rule, at) =>
      rule.fields.flatMap(({ fieldId }, index) =>
        shown.includes(fieldId) ? [clash(`rules.${at}.fields.${index}.fieldId`)] : [],
      ),
    ),
  ];
}
