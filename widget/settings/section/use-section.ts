import { useState } from 'preact/hooks';
import type { Settings } from '../../../server/rules/settings/settings.ts';
import type { SettingsProblem } from '../../../server/rules/settings/settings-problems.ts';
import type { Refusal } from '../../client/answer.ts';
import type { SettingsChange } from '../api/settings-api.ts';
import { usePage } from '../page/page-context.ts';
import { readDraft, type StoredDraft, writeDraft } from './draft-storage.ts';
import { same, valueAt } from './same.ts';
import type { FormName } from './section-names.ts';
import { useUnsaved } from './unsaved.ts';

/** A part of the settings being edited. */
export interface EditedSection<Value> {
  readonly value: Value;
  readonly saved: Value;
  readonly isChanged: boolean;
  /** the form's initial value, when somebody else has saved the same part since */
  readonly overtaken: { readonly base: Value } | null;
  readonly outcome: SectionOutcome<Value>;
  change(next: Value): void;
  discard(): void;
  /** starts from the saved value, with `merged` as the form's new value */
  takeOver(merged: Value): void;
  /** `next` instead of the form's current value */
  save(warnings: 'refuse' | 'accept', next?: Value): Promise<void>;
  /** shows the problems of a check of the form beside its fields */
  refuse(refusal: Refusal): void;
  problemAt(path: string): SettingsProblem | null;
}

export type SectionOutcome<Value> =
  | { readonly kind: 'none' | 'saving' }
  | { readonly kind: 'saved'; readonly before: Value; readonly after: Value }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

interface SectionOptions<Value> {
  readonly name: FormName;
  readonly part: (settings: Settings) => Value;
}

export function useSection<Value extends SettingsChange>(options: SectionOptions<Value>): EditedSection<Value> {
  const { part } = options;
  const page = usePage();
  const saved = part(page.settings);
  const account = page.status.kommo.subdomain;
  const name = `payments-via-fastspring:${page.version}:${account}:${options.name}`;
  const [draft, setDraft] = useState(() => readDraft<Value>(name));
  const [outcome, setOutcome] = useState<SectionOutcome<Value>>({ kind: 'none' });
  const [refused, setRefused] = useState<{ value: Value; problems: readonly SettingsProblem[] } | null>(null);
  const value = draft?.value ?? saved;
  useUnsaved(options.name, draft !== null);

  const keep = (next: StoredDraft<Value> | null): void => {
    const changed = next !== null && !same(next.base, next.value) ? next : null;
    setDraft(changed);
    writeDraft(name, changed);
  };
  const refuse = (refusal: Refusal): void => {
    setOutcome({ kind: 'refused', refusal });
    setRefused({ value, problems: refusal.problems });
  };

  return {
    value,
    saved,
    isChanged: draft !== null,
    overtaken: draft !== null && !same(draft.base, saved) ? { base: draft.base } : null,
    outcome,
    change(next) {
      keep({ base: draft?.base ?? saved, value: next });
      if (outcome.kind === 'saved') setOutcome({ kind: 'none' });
    },
    discard() {
      keep(null);
      setOutcome({ kind: 'none' });
      setRefused(null);
    },
    takeOver(merged) {
      keep({ base: saved, value: merged });
      setOutcome({ kind: 'none' });
    },
    async save(warnings, next = value) {
      setOutcome({ kind: 'saving' });
      const answer = await page.save(next, warnings);
      if (!answer.ok) return refuse(answer.refusal);
      keep(null);
      setRefused(null);
      // The server normalizes the input: `Acme.example` becomes `acme.example`.
      setOutcome({ kind: 'saved', before: saved, after: part(answer.body) });
    },
    refuse,
    // Problems corrected since are not shown again.
    problemAt: (path) =>
      refused?.problems.find(
        (problem) => problem.path === path && same(valueAt(refused.value, path), valueAt(value, path)),
      ) ?? null,
  };
}
