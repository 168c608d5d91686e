import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import type { SettingsProblem } from '../../../server/rules/settings/settings-problems.ts';
import { useCatalog, usePage } from '../page/page-context.ts';
import { CheckField } from './check-field.tsx';
import { ProblemText } from './field.tsx';

/** The account's users as checkboxes; chosen users who have left can be cleared. */
export function UserChecks(props: {
  label: string;
  userIds: readonly number[];
  problem: SettingsProblem | null;
  onChange: (userIds: number[]) => void;
}): JSX.Element {
  const { label, userIds, problem, onChange } = props;
  const { texts } = usePage();
  const catalog = useCatalog();
  const problemId = useId();
  const gone = userIds.filter((id) => !catalog.users.some((user) => user.id === id));
  const users = [...catalog.users, ...gone.map((id) => ({ id, name: `${texts.responsible.goneUser} (#${id})` }))];
  return (
    <fieldset aria-describedby={problem ? problemId : undefined}>
      <legend class="pvf-label">{label}</legend>
      {users.map(({ id, name }) => (
        <CheckField
          key={id}
          label={name}
          checked={userIds.includes(id)}
          onChange={(isChosen) => onChange(isChosen ? [...userIds, id] : userIds.filter((other) => other !== id))}
        />
      ))}
      {problem && <ProblemText id={problemId} problem={problem} />}
    </fieldset>
  );
}
