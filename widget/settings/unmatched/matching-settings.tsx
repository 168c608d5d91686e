import type { JSX } from 'preact';
import type { Settings } from '../../../server/rules/settings/settings.ts';
import { ListField, listProblem } from '../form/list-field.tsx';
import { SelectField } from '../form/select-field.tsx';
import { usePage } from '../page/page-context.ts';
import { mergeLists, mergeValues } from '../section/merge.ts';
import { same } from '../section/same.ts';
import { SaveBar } from '../section/save-bar.tsx';
import { useSection } from '../section/use-section.ts';

type EditedMatching = Pick<Settings, 'matching'>;

const BY_DOMAIN = ['off', 'suggest', 'link'] as const;
const WHEN_UNMATCHED = ['nothing', 'lead'] as const;
const DOMAIN_LISTS = ['companyDomains', 'providerDomains'] as const;

/** The automatic handling of a customer without an exact match. */
export function MatchingSettings(): JSX.Element {
  const { texts } = usePage();
  const words = texts.unmatched;
  const describe = ({ matching: before }: EditedMatching, { matching: after }: EditedMatching): readonly string[] => [
    ...(before.byCompanyDomain === after.byCompanyDomain
      ? []
      : [`${words.byDomain}: ${words.byDomainChoices[after.byCompanyDomain]}`]),
    ...(before.createWhenUnmatched === after.createWhenUnmatched
      ? []
      : [`${words.whenNobody}: ${words.whenNobodyChoices[after.createWhenUnmatched]}`]),
    ...DOMAIN_LISTS.filter((list) => !same(before[list], after[list])).map(
      (list) => `${words[list]}: ${after[list].join(', ') || '–'}`,
    ),
  ];
  const section = useSection<EditedMatching>({ name: 'matching', part: ({ matching }) => ({ matching }) });
  const { matching } = section.value;
  return (
    <div class="pvf-block">
      <div class="pvf-columns">
        <SelectField
          label={words.byDomain}
          hint={matching.byCompanyDomain === 'link' ? words.byDomainLinkHint : undefined}
          value={matching.byCompanyDomain}
          options={BY_DOMAIN.map((choice) => ({ value: choice, label: words.byDomainChoices[choice] }))}
          onChange={(choice) => section.change({ matching: { ...matching, byCompanyDomain: choice } })}
        />
        <SelectField
          label={words.whenNobody}
          value={matching.createWhenUnmatched}
          options={WHEN_UNMATCHED.map((choice) => ({ value: choice, label: words.whenNobodyChoices[choice] }))}
          onChange={(choice) => section.change({ matching: { ...matching, createWhenUnmatched: choice } })}
        />
      </div>
      <div class="pvf-columns">
        {DOMAIN_LISTS.map((list) => (
          <ListField
            key={list}
            label={words[list]}
            hint={words[`${list}Hint`]}
            entries={matching[list]}
            problem={listProblem(matching[list], `matching.${list}`, section.problemAt)}
            onChange={(domains) => section.change({ matching: { ...matching, [list]: [...domains] } })}
          />
        ))}
      </div>
      {matching.createWhenUnmatched === 'lead' && <p class="pvf-quiet">{words.whenNobodyHint}</p>}
      <SaveBar section={section} describe={describe} merge={merge} />
    </div>
  );
}

function merge(base: EditedMatching, mine: EditedMatching, theirs: EditedMatching): EditedMatching {
  const [from, own, other] = [base.matching, mine.matching, theirs.matching];
  return {
    matching: {
      byCompanyDomain: mergeValues(from.byCompanyDomain, own.byCompanyDomain, other.byCompanyDomain),
      createWhenUnmatched: mergeValues(from.createWhenUnmatched, own.createWhenUnmatched, other.createWhenUnmatched),
      companyDomains: [...mergeLists(from.companyDomains, own.companyDomains, other.companyDomains)],
      providerDomains: [...mergeLists(from.providerDomains, own.providerDomains, other.providerDomains)],
    },
  };
}
