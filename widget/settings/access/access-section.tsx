import type { JSX } from 'preact';
import type { Settings } from '../../../server/rules/settings/settings.ts';
import { nameOf } from '../catalog/names.ts';
import { UserChecks } from '../form/user-checks.tsx';
import { useCatalog, usePage } from '../page/page-context.ts';
import { describeList } from '../section/describe-list.ts';
import { mergeLists } from '../section/merge.ts';
import { PageSection } from '../section/page-section.tsx';
import { SaveBar } from '../section/save-bar.tsx';
import { useSection } from '../section/use-section.ts';

type EditedAccess = Pick<Settings, 'access'>;

/** The people, besides the administrators, who may see buyers on any lead. */
export function AccessSection(): JSX.Element {
  const { texts } = usePage();
  const { users } = useCatalog();
  const describe = (before: EditedAccess, after: EditedAccess): readonly string[] =>
    describeList(before.access.buyers, after.access.buyers, texts, (id) => nameOf(users, id));
  const section = useSection<EditedAccess>({ name: 'access', part: ({ access }) => ({ access }) });
  return (
    <PageSection name="access">
      <UserChecks
        label={texts.access.users}
        userIds={section.value.access.buyers}
        problem={section.problemAt('access.buyers')}
        onChange={(buyers) => section.change({ access: { buyers } })}
      />
      <SaveBar section={section} describe={describe} merge={merge} />
    </PageSection>
  );
}

function merge({ access: base }: EditedAccess, { access: mine }: EditedAccess, { access: theirs }: EditedAccess) {
  return { access: { buyers: [...mergeLists(base.buyers, mine.buyers, theirs.buyers)] } };
}
