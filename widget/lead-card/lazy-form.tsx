import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { type PanelContext, usePanel } from './panel-context.ts';

export type FormFile = 'payment-link.js' | 'find-customer.js';

/** Who may pay, as far as the ledger knows the lead's customer. */
export interface KnownBuyer {
  readonly email: string | null;
  readonly name: string | null;
  readonly company: string | null;
  readonly country: string | null;
}

/** Where a form's script shows it, what it may need of the panel, and whom it tells. */
export interface FormPlace {
  readonly root: HTMLElement;
  readonly leadId: number;
  readonly panel: PanelContext;
  readonly known?: KnownBuyer | undefined;
  readonly onMade: () => void;
  readonly onClose: () => void;
}

/** The place of a form; its script is loaded when somebody opens it: no card carries its weight. */
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
