import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { SettingsProblem } from '../../../server/rules/settings-problems.ts';
import { TextField } from './text-field.tsx';

/** Several short texts in one line, with commas between them. */
export function ListField(props: {
  label: string;
  hint: string;
  entries: readonly string[];
  problem: SettingsProblem | null;
  onChange: (entries: readonly string[]) => void;
}): JSX.Element {
  // What is typed, commas and all: the entries alone would swallow a comma at the end.
  const [typed, setTyped] = useState(props.entries.join(', '));
  const change = (text: string): void => {
    setTyped(text);
    props.onChange(
      text
        .split(',')
        .map((entry) => entry.trim())
        .filter((entry) => entry !== ''),
    );
  };
  return <TextField label={props.label} hint={props.hint} value={typed} problem={props.problem} onChange={change} />;
}
