import { useState } from 'preact/hooks';
import type { Settings } from '../../../server/rules/settings/settings.ts';
import type { SettingsProblem } from '../../../server/rules/settings/settings-problems.ts';
import type { Refusal } from '../../client/answer.ts';
import type { SettingsChange } from '../api/settings-api.ts';
import { usePage } from '../page/page-context.ts';
import { readDraft, type StoredDraft, writeDraft } from './draft-storage.ts';
import { same, valueAt } from './same.ts';

/** A part of the settings while somebody works on it. */
export interface EditedSection<Value> {
  /** as it stands in the form */
  readonly value: Value;
  readonly saved: Value;
  readonly isChanged: boolean;
  /** what the form was started from, when somebody else has saved the same part since */
  readonly overtaken: { readonly base: Value } | null;
  readonly outcome: SectionOutcome;
  change(next: Value): void;
  discard(): void;
  /** starts from what is saved now, with `merged` as the form's new value */
  takeOver(merged: Value): void;
  /** `next` instead of what stands in the form */
  save(warnings: 'refuse' | 'accept', next?: Value): Promise<void>;
  /** shows beside its fields what a check of the form refused */
  refuse(refusal: Refusal): void;
  problemAt(path: string): SettingsProblem | null;
}

export type SectionOutcome =
  | { readonly kind: 'none' | 'saving' }
  | { readonly kind: 'saved'; readonly changes: readonly string[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

interface SectionOptions<Value> {
  readonly name: string;
  /** the section's part of the settings */
  readonly part: (settings: Settings) => Value;
  /** what is different, a line each */
  readonly describe: (before: Value, after: Value) => readonly string[];
}

export function useSection<Value extends SettingsChange>(options: SectionOptions<Value>): EditedSection<Value> {
  const { part, describe } = options;
  const page = usePage();
  const saved = part(page.settings);
  const name = `payments-via-fastspring:${page.version}:${options.name}`;
  const [draft, setDraft] = useState(() => readDraft<Value>(name));
  const [outcome, setOutcome] = useState<SectionOutcome>({ kind: 'none' });
  const [refused, setRefused] = useState<{ value: Value; problems: readonly SettingsProblem[] } | null>(null);
  const value = draft?.value ?? saved;

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
      // The server normalizes what was typed: `Acme.example` becomes `acme.example`.
      setOutcome({ kind: 'saved', changes: describe(saved, part(answer.body)) });
    },
    refuse,
    // What was corrected since is not told again.
    problemAt: (path) =>
      refused?.problems.find(
        (problem) => problem.path === path && same(valueAt(refused.value, path), valueAt(value, path)),
      ) ?? null,
  };
}
