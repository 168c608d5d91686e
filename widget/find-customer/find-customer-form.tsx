import { render } from 'preact';
import type { KommoHost } from '../host/kommo-host.ts';
import type { FormPlace } from '../lead-card/panel-context.ts';
import { PanelProvider } from '../lead-card/panel-context.ts';
import { createFindApi } from './find-api.ts';
import { FindForm } from './find-form.tsx';

/** Shows the form that searches for customers in the panel; the returned function closes it. */
export default function showFindForm(host: KommoHost, { root, panel, leadId, onClose }: FormPlace): () => void {
  let isOpen = true;
  void host.loadStyle('forms.css').then(() => {
    if (!isOpen) return;
    render(
      <PanelProvider value={panel}>
        <FindForm find={createFindApi(host, leadId)} onClose={onClose} />
      </PanelProvider>,
      root,
    );
  });
  return () => {
    isOpen = false;
    render(null, root);
  };
}
