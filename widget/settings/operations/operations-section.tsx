import type { JSX } from 'preact';
import { PageSection } from '../section/page-section.tsx';
import { ResyncSearch } from './resync-search.tsx';
import { WritingPause } from './writing-pause.tsx';

/** What an administrator does when something is wrong: holds writing back, and has a customer checked again. */
export function OperationsSection(): JSX.Element {
  return (
    <PageSection name="operations">
      <WritingPause />
      <ResyncSearch />
    </PageSection>
  );
}
