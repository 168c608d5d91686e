import type { ComponentChildren, JSX } from 'preact';
import { usePage } from '../page/page-context.ts';
import type { SectionName } from './section-names.ts';

export type { SectionName };

/** A part of the page: its name, its count, and its purpose in one sentence. */
export function PageSection(props: { name: SectionName; count?: number; children: ComponentChildren }): JSX.Element {
  const { texts, formats } = usePage();
  const { title, purpose } = texts[props.name];
  return (
    <section
      class="pvf-part"
      id={sectionId(props.name)}
      aria-labelledby={`${sectionId(props.name)}-title`}
      tabIndex={-1}
    >
      <h2 id={`${sectionId(props.name)}-title`}>
        {title}
        {props.count !== undefined && props.count > 0 && <span class="pvf-badge">{formats.count(props.count)}</span>}
      </h2>
      <p class="pvf-purpose">{purpose}</p>
      {props.children}
    </section>
  );
}

function sectionId(name: SectionName): string {
  return `pvf-${name}`;
}

/** px between the navigation and a section below it */
const GAP_PX = 16;

/** Scrolls to a section, below the navigation, and moves the focus there. */
export function goToSection(name: SectionName): void {
  const section = document.getElementById(sectionId(name));
  if (!section) return;
  section.style.scrollMarginTop = `${navigationOf(section).height + GAP_PX}px`;
  section.scrollIntoView({ block: 'start' });
  section.focus({ preventScroll: true });
}

/** px from the navigation down to a section, at most 0 once it has reached it; null while it is not on the page. */
export function placeOf(name: SectionName): number | null {
  const section = document.getElementById(sectionId(name));
  // Where a section stands after a jump to it, it has been reached: browsers round.
  return section && section.getBoundingClientRect().top - navigationOf(section).bottom - GAP_PX - 1;
}

function navigationOf(section: HTMLElement): DOMRect {
  return section.parentElement?.querySelector('.pvf-top')?.getBoundingClientRect() ?? new DOMRect();
}
