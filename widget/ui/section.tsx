import type { ComponentChildren, JSX } from 'preact';

export function Section(props: { title: string; count?: string | false; children: ComponentChildren }): JSX.Element {
  return (
    <section class="pvf-section">
      <h2>
        <span>{props.title}</span>
        {props.count && <span class="pvf-count">{props.count}</span>}
      </h2>
      {props.children}
    </section>
  );
}
