import type { ComponentChildren, JSX } from 'preact';

/** A message in place of data: the state, and what to do about it. */
export function Message(props: { title?: string; text: string; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="pvf-message">
      {props.title && <strong>{props.title}</strong>}
      <p>{props.text}</p>
      {props.children}
    </div>
  );
}
