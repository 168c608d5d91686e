import type { ComponentChildren, JSX } from 'preact';

/** What stands where data would: what is so, and what to do about it. */
export function Message(props: { title?: string; text: string; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="pvf-message">
      {props.title && <strong>{props.title}</strong>}
      <p>{props.text}</p>
      {props.children}
    </div>
  );
}
