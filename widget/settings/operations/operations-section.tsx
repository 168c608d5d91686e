import type { JSX } from 'preact';
import { usePage } from '../page/page-context.ts';
import { CustomerSearch } from '../section/customer-search.tsx';
import { PageSection } from '../section/page-section.tsx';
import { ResyncButton } from './resync-button.tsx';
import { WritingPause } from './writing-pause.tsx';

/** An administrator's tools against problems: pausing writes, and checking a customer again. */
export function OperationsSection(): JSX.Element {
  const { title, what } = usePage().texts.operations.resync;
  return (
    <PageSection name="operations">
      <WritingPause />
      <CustomerSearch
        title={title}
        what={what}
        actions={({ id, name }) => <ResyncButton customerId={id} name={name} />}
      />
    </PageSection>
  );
}
