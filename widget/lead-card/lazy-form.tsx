import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { FormFile } from '../host/kommo-widget.ts';
import { type FormPlace, usePanel } from './panel-context.ts';

/** The place of a form; its script is loaded when the form is opened, so that no card loads it in vain. */
export function LazyForm(props: Pick<FormPlace, 'known' | 'onClose'> & { file: FormFile }): JSX.Element {
  const panel = usePanel();
  const root = useRef<HTMLDivElement>(null);
  const { file, known, onClose } = props;
  useEffect(
    () => (root.current ? panel.actions.showForm(file, { root: root.current, panel, known, onClose }) : undefined),
    [],
  );
  return <div ref={root} />;
}
