import type { JSX } from 'preact';
import { useUniqueId } from '../ui/unique-id.ts';

/** The attributes that connect a control to its error. */
export interface ControlAttributes {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean;
}

/** A control below its label, and below it the error. */
export function Field(props: {
  label: string;
  /** false without an error */
  wrong: string | false;
  children: (attributes: ControlAttributes) => JSX.Element;
}): JSX.Element {
  const { label, wrong, children } = props;
  const id = useUniqueId();
  const describedBy = wrong === false ? undefined : `${id}-wrong`;
  return (
    <div class="pvf-field">
      <label for={id}>{label}</label>
      {children({ id, 'aria-describedby': describedBy, 'aria-invalid': wrong !== false })}
      {wrong !== false && (
        <small id={describedBy} class="pvf-wrong">
          {wrong}
        </small>
      )}
    </div>
  );
}
