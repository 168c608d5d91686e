import type { JSX } from 'preact';
import type { CatalogView } from '../../../server/api/catalog/catalog-view.ts';
import type { Responsible } from '../../../server/rules/settings/responsible.ts';
import type { SettingsProblem } from '../../../server/rules/settings/settings-problems.ts';
import { nameOf } from '../catalog/names.ts';
import { SelectField } from '../form/select-field.tsx';
import { UserChecks } from '../form/user-checks.tsx';
import { type PageTexts, useCatalog, usePage } from '../page/page-context.ts';
import { EditableList } from '../section/editable-list.tsx';

/** The responsible users of new leads, for each pipeline. */
export function ResponsibleList(props: {
  entries: readonly Responsible[];
  wrong: { readonly index: number } | null;
  problemAt: (path: string) => SettingsProblem | null;
  onChange: (entries: readonly Responsible[]) => void;
}): JSX.Element {
  const { entries, wrong, problemAt, onChange } = props;
  const catalog = useCatalog();
  const { texts } = usePage();
  const words = texts.responsible;
  const free = pipelineChoices(catalog, texts).find(
    ({ value }) => !entries.some(({ pipelineId }) => pipelineId === value),
  );
  return (
    <div class="pvf-block">
      <h3>{words.title}</h3>
      <p class="pvf-quiet">{words.purpose}</p>
      <EditableList
        label={words.title}
        items={entries}
        nameOf={({ pipelineId }) => pipelineName(pipelineId, catalog, texts)}
        row={(entry) => <span dir="auto">{describeResponsible(entry, catalog, texts)}</span>}
        form={(entry, index, change) => (
          <ResponsibleForm entry={entry} problemAt={(name) => problemAt(`${index}.${name}`)} onChange={change} />
        )}
        empty={words.none}
        wrong={wrong}
        add={(append) =>
          free === undefined ? null : (
            <button type="button" class="pvf-button" onClick={() => append({ pipelineId: free.value, userIds: [] })}>
              {words.add}
            </button>
          )
        }
        onChange={onChange}
      />
    </div>
  );
}

export function describeResponsible(entry: Responsible, catalog: CatalogView, texts: PageTexts): string {
  const users = entry.userIds.map((id) => nameOf(catalog.users, id)).join(', ');
  return `${pipelineName(entry.pipelineId, catalog, texts)} › ${users || texts.responsible.nobody}`;
}

function ResponsibleForm(props: {
  entry: Responsible;
  problemAt: (name: keyof Responsible) => SettingsProblem | null;
  onChange: (entry: Responsible) => void;
}): JSX.Element {
  const { entry, problemAt, onChange } = props;
  const { texts } = usePage();
  const catalog = useCatalog();
  return (
    <>
      <SelectField
        label={texts.products.pipeline}
        value={entry.pipelineId}
        options={pipelineChoices(catalog, texts)}
        unknownLabel={texts.rules.gonePipeline}
        problem={problemAt('pipelineId')}
        onChange={(pipelineId) => onChange({ ...entry, pipelineId })}
      />
      <UserChecks
        label={texts.responsible.users}
        userIds={entry.userIds}
        problem={problemAt('userIds')}
        onChange={(userIds) => onChange({ ...entry, userIds })}
      />
    </>
  );
}

function pipelineChoices({ pipelines }: CatalogView, texts: PageTexts) {
  const own = pipelines.filter(({ archived }) => !archived).map(({ id, name }) => ({ value: id, label: name }));
  return [{ value: null, label: texts.responsible.otherPipelines }, ...own];
}

function pipelineName(id: number | null, { pipelines }: CatalogView, texts: PageTexts): string {
  return id === null ? texts.responsible.otherPipelines : nameOf(pipelines, id);
}
