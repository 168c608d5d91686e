import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import type { SettingsProblem } from '../../../server/rules/settings/settings-problems.ts';
import { fill } from '../../ui/texts.ts';
import { usePage } from '../page/page-context.ts';

/** The attributes that connect a control to its label, its hint and its error. */
export interface ControlAttributes {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean;
  readonly disabled: boolean;
}

/** A control with its label above, a hint below and, beside it, why its content was refused. */
export function Field(props: {
  label: string;
  hint?: string | undefined;
  problem?: SettingsProblem | null;
  children: (attributes: ControlAttributes) => JSX.Element;
}): JSX.Element {
  const { label, hint, problem = null, children } = props;
  const { mayChange } = usePage();
  const id = useId();
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ');
  return (
    <div class="pvf-field">
      <label for={id}>{label}</label>
      {children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': problem !== null,
        disabled: !mayChange,
      })}
      {hint && (
        <small id={`${id}-hint`} class="pvf-quiet">
          {hint}
        </small>
      )}
      {problem && <ProblemText id={`${id}-problem`} problem={problem} />}
    </div>
  );
}

export function ProblemText({ id, problem }: { id?: string; problem: SettingsProblem }): JSX.Element {
  const { texts } = usePage();
  const values = Object.entries(problem.params).map(([name, value]) => [name, String(value)]);
  return (
    <p id={id} class="pvf-problem" role="alert">
      {fill(texts.problems[problem.code], Object.fromEntries(values))}
    </p>
  );
}
