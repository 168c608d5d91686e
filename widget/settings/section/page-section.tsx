import type { ComponentChildren, JSX } from 'preact';
import { usePage } from '../page/page-context.ts';

export type SectionName =
  | 'connect'
  | 'health'
  | 'agreement'
  | 'products'
  | 'rules'
  | 'fields'
  | 'paymentLinks'
  | 'access'
  | 'unmatched'
  | 'events'
  | 'operations'
  | 'history'
  | 'data'
  | 'audit';

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
        {props.count !== undefined && props.count > 0 && <span class="pvf-badge">{formats.number(props.count)}</span>}
      </h2>
      <p class="pvf-purpose">{purpose}</p>
      {props.children}
    </section>
  );
}

function sectionId(name: SectionName): string {
  return `pvf-${name}`;
}

/** Scrolls to a section and moves the focus there. */
export function goToSection(name: SectionName): void {
  const section = document.getElementById(sectionId(name));
  section?.scrollIntoView({ block: 'start' });
  section?.focus({ preventScroll: true });
}
