import type { ComponentChildren, JSX } from 'preact';
import type { CatalogView } from '../../../server/api/catalog/catalog-view.ts';
import type { Refusal } from '../../client/answer.ts';
import { PageSection, type SectionName } from '../section/page-section.tsx';
import { CatalogProvider, usePage } from './page-context.ts';
import { refusalText } from './refusal-text.ts';

/** A section that needs the names of Kommo's stages and fields, or why they are unknown. */
export function CatalogGate(props: {
  section: SectionName;
  catalog: CatalogView | null;
  failure: Refusal | null;
  retry: () => Promise<void>;
  children: ComponentChildren;
}): JSX.Element {
  const { texts } = usePage();
  if (props.catalog !== null) return <CatalogProvider value={props.catalog}>{props.children}</CatalogProvider>;
  return (
    <PageSection name={props.section}>
      {props.failure === null ? (
        <p class="pvf-quiet">{texts.loading}</p>
      ) : (
        <div class="pvf-box" role="alert">
          <p>{refusalText(texts, props.failure)}</p>
          <button type="button" class="pvf-button" onClick={props.retry}>
            {texts.retry}
          </button>
        </div>
      )}
    </PageSection>
  );
}
