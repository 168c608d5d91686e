import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { SettingsProblem } from '../../../server/rules/settings/settings-problems.ts';
import { same } from '../section/same.ts';
import { TextField } from './text-field.tsx';

/** Several short texts in one line, with commas between them. */
export function ListField(props: {
  label: string;
  hint: string;
  entries: readonly string[];
  problem: SettingsProblem | null;
  onChange: (entries: readonly string[]) => void;
}): JSX.Element {
  const { label, hint, entries, problem, onChange } = props;
  // The raw text, commas included: the entries alone would swallow a comma at the end.
  const [typed, setTyped] = useState(entries.join(', '));
  const change = (text: string): void => {
    setTyped(text);
    onChange(entriesIn(text));
  };
  // Saved or discarded entries replace the typed text.
  const value = same(entriesIn(typed), entries) ? typed : entries.join(', ');
  return <TextField label={label} hint={hint} value={value} problem={problem} onChange={change} />;
}

function entriesIn(text: string): readonly string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** The error of the list as a whole, or of the first wrong entry. */
export function listProblem(
  entries: readonly unknown[],
  path: string,
  problemAt: (path: string) => SettingsProblem | null,
): SettingsProblem | null {
  const paths = [path, ...entries.map((_, index) => `${path}.${index}`)];
  return paths.map(problemAt).find((problem) => problem !== null) ?? null;
}
