import type { JSX } from 'preact';
import type { CatalogView } from '../../../server/api/catalog/catalog-view.ts';
import type { ProductPipeline, Settings } from '../../../server/rules/settings/settings.ts';
import type { SettingsProblem } from '../../../server/rules/settings/settings-problems.ts';
import { nameOf } from '../catalog/names.ts';
import { ProductField, usePatternFit } from '../form/product-field.tsx';
import { SelectField } from '../form/select-field.tsx';
import { useCatalog, usePage } from '../page/page-context.ts';
import { describeList } from '../section/describe-list.ts';
import { EditableList } from '../section/editable-list.tsx';
import { mergeLists } from '../section/merge.ts';
import { PageSection } from '../section/page-section.tsx';
import { SaveBar } from '../section/save-bar.tsx';
import { useRefusedEntry } from '../section/use-refused-entry.ts';
import { useSection } from '../section/use-section.ts';
import { describeResponsible, ResponsibleList } from './responsible-list.tsx';

type EditedProducts = Pick<Settings, 'products' | 'responsible'>;

/** The pipeline of each product, and the responsible users of its new leads. The first matching pattern counts. */
export function ProductsSection(): JSX.Element {
  const { texts } = usePage();
  const catalog = useCatalog();
  const entryText = ({ sku, pipelineId }: ProductPipeline): string =>
    `${sku} › ${nameOf(catalog.pipelines, pipelineId)}`;
  const describe = (before: EditedProducts, after: EditedProducts): readonly string[] => [
    ...describeList(before.products, after.products, texts, entryText),
    ...describeList(before.responsible, after.responsible, texts, (entry) =>
      describeResponsible(entry, catalog, texts),
    ),
  ];
  const section = useSection<EditedProducts>({
    name: 'products',
    part: ({ products, responsible }) => ({ products, responsible }),
  });
  const { value, change, problemAt } = section;
  const pipelines = catalog.pipelines.filter(({ archived }) => !archived);
  const [first] = pipelines;
  return (
    <PageSection name="products" count={value.products.length}>
      <EditableList
        label={texts.products.title}
        items={value.products}
        nameOf={({ sku }) => sku}
        row={(product, isOpen) => <ProductRow text={entryText(product)} sku={product.sku} isOpen={isOpen} />}
        form={(product, index, changeProduct) => (
          <ProductForm
            product={product}
            pipelines={pipelines}
            problemAt={(name) => problemAt(`products.${index}.${name}`)}
            onChange={changeProduct}
          />
        )}
        empty={texts.products.none}
        wrong={useRefusedEntry(section.outcome, 'products')}
        add={(append) =>
          first === undefined ? null : (
            <button type="button" class="pvf-button" onClick={() => append({ sku: '', pipelineId: first.id })}>
              {texts.products.add}
            </button>
          )
        }
        onChange={(products) => change({ ...value, products: [...products] })}
      />
      <ResponsibleList
        entries={value.responsible}
        wrong={useRefusedEntry(section.outcome, 'responsible')}
        problemAt={(path) => problemAt(`responsible.${path}`)}
        onChange={(responsible) => change({ ...value, responsible: [...responsible] })}
      />
      <SaveBar section={section} describe={describe} merge={merge} />
    </PageSection>
  );
}

function ProductRow({ text, sku, isOpen }: { text: string; sku: string; isOpen: boolean }): JSX.Element {
  const patternFit = usePatternFit();
  return (
    <>
      <span dir="auto">{text}</span>
      {!isOpen && <p class="pvf-quiet">{patternFit(sku)}</p>}
    </>
  );
}

function ProductForm(props: {
  product: ProductPipeline;
  pipelines: CatalogView['pipelines'];
  problemAt: (name: keyof ProductPipeline) => SettingsProblem | null;
  onChange: (product: ProductPipeline) => void;
}): JSX.Element {
  const { product, pipelines, problemAt, onChange } = props;
  const { texts } = usePage();
  return (
    <div class="pvf-inline">
      <ProductField
        label={texts.products.sku}
        value={product.sku}
        problem={problemAt('sku')}
        onChange={(sku) => onChange({ ...product, sku })}
      />
      <SelectField
        label={texts.products.pipeline}
        value={product.pipelineId}
        options={pipelines.map(({ id, name }) => ({ value: id, label: name }))}
        unknownLabel={texts.rules.gonePipeline}
        problem={problemAt('pipelineId')}
        onChange={(pipelineId) => onChange({ ...product, pipelineId })}
      />
    </div>
  );
}

function merge(base: EditedProducts, mine: EditedProducts, theirs: EditedProducts): EditedProducts {
  return {
    products: [...mergeLists(base.products, mine.products, theirs.products)],
    responsible: [...mergeLists(base.responsible, mine.responsible, theirs.responsible)],
  };
}
