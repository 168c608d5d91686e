import type { JSX } from 'preact';
import { takeFocus } from '../../ui/take-focus.ts';
import { fill } from '../../ui/texts.ts';
import { goToSection, type SectionName } from '../section/page-section.tsx';
import { usePage } from './page-context.ts';
import { useCurrentSection } from './use-current-section.ts';
import { type LeaveGuard, useLeaveGuard } from './use-leave-guard.ts';

/** In the page's order. The events come last: their list is the only one without an end. */
const SECTIONS: readonly SectionName[] = [
  'connect',
  'health',
  'agreement',
  'products',
  'rules',
  'fields',
  'paymentLinks',
  'access',
  'unmatched',
  'operations',
  'history',
  'data',
  'audit',
  'events',
];

/** Stays in sight: the way to each section, the unsaved ones among them, and the question before they are left. */
export function Navigation(): JSX.Element {
  const { unsaved } = usePage();
  const guard = useLeaveGuard(unsaved.length > 0);
  return (
    <div class="pvf-top">
      <SectionLinks />
      {guard.isAsking ? <LeaveQuestion guard={guard} /> : <Unsaved />}
    </div>
  );
}

/** Links side by side, or a list to choose from where they would fill the screen. */
function SectionLinks(): JSX.Element {
  const { texts, status, formats, mayChange, maySeeBuyers } = usePage();
  const isShown: Partial<Record<SectionName, boolean>> = {
    unmatched: maySeeBuyers,
    events: maySeeBuyers,
    operations: mayChange,
    history: mayChange,
    data: mayChange,
    audit: mayChange,
  };
  const counts: Partial<Record<SectionName, number>> = {
    health: status.health.length,
    unmatched: status.unmatchedCustomers,
  };
  const sections = SECTIONS.filter((name) => isShown[name] !== false);
  const current = useCurrentSection(sections);
  const titleOf = (name: SectionName): string => {
    const count = counts[name] ?? 0;
    return count === 0 ? texts[name].title : `${texts[name].title} (${formats.count(count)})`;
  };
  return (
    <nav aria-label={texts.checklist.sections}>
      <div class="pvf-nav">
        {sections.map((name) => (
          <button
            key={name}
            type="button"
            class="pvf-link"
            aria-current={name === current ? 'true' : undefined}
            onClick={() => goToSection(name)}
          >
            {titleOf(name)}
          </button>
        ))}
      </div>
      <select
        class="pvf-nav-choice pvf-input"
        aria-label={texts.checklist.sections}
        value={current ?? ''}
        onChange={({ currentTarget: { value } }) => goToSection(sections.find((name) => name === value) ?? 'connect')}
      >
        {current === null && <option value="">{texts.checklist.title}</option>}
        {sections.map((name) => (
          <option key={name} value={name}>
            {titleOf(name)}
          </option>
        ))}
      </select>
    </nav>
  );
}

function Unsaved(): JSX.Element {
  const { texts, unsaved } = usePage();
  return (
    <div role="status">
      {unsaved.length > 0 && (
        <div class="pvf-actions">
          <strong class="pvf-warn">{texts.save.unsaved}</strong>
          {unsaved.map((name) => (
            <button key={name} type="button" class="pvf-link" onClick={() => goToSection(name)}>
              {texts[name].title}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function LeaveQuestion({ guard }: { guard: LeaveGuard }): JSX.Element {
  const { texts, unsaved } = usePage();
  const words = texts.leave;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') guard.stay();
  };
  return (
    <div class="pvf-box" role="alertdialog" aria-labelledby="pvf-leave" onKeyDown={onKeyDown}>
      <p id="pvf-leave">{fill(words.question, { sections: unsaved.map((name) => texts[name].title).join(', ') })}</p>
      <div class="pvf-actions">
        <button type="button" class="pvf-button pvf-main" ref={takeFocus} onClick={guard.stay}>
          {words.stay}
        </button>
        <button type="button" class="pvf-link" onClick={guard.leave}>
          {words.leave}
        </button>
      </div>
    </div>
  );
}
