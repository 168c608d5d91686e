import type { JSX } from 'preact';
import type { SettingsProblem } from '../../../server/rules/settings/settings-problems.ts';
import { usePage } from '../page/page-context.ts';
import { ProblemText } from './field.tsx';

export function CheckField(props: {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  hint?: string;
  problem?: SettingsProblem | null;
}): JSX.Element {
  const { mayChange } = usePage();
  return (
    <div class="pvf-field">
      <label class="pvf-check">
        <input
          type="checkbox"
          checked={props.checked}
          disabled={!mayChange}
          onChange={(event) => props.onChange(event.currentTarget.checked)}
        />
        <span>
          {props.label}
          {props.hint && <small class="pvf-quiet">{props.hint}</small>}
        </span>
      </label>
      {props.problem && <ProblemText problem={props.problem} />}
    </div>
  );
}
