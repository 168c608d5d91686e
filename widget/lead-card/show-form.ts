import type { KommoHost } from '../host/kommo-host.ts';
import type { FormFile } from '../host/kommo-widget.ts';
import type { Texts } from '../ui/texts.ts';
import { withContact } from '../ui/with-contact.ts';
import type { FormPlace } from './panel-context.ts';

/** A form's script: shows the form, and returns a function that closes it. */
type ShowForm = (host: KommoHost, place: FormPlace) => () => void;

/** Loads a form and shows it; the returned function closes it. */
export function showForm(host: KommoHost, file: FormFile, texts: Texts, place: FormPlace): () => void {
  const { root } = place;
  root.textContent = texts.paymentLinks.loading;
  let end = (): void => undefined;
  let isOpen = true;
  host.loadModule(file).then((show) => {
    if (!isOpen) return;
    root.textContent = '';
    if (isShowForm(show)) end = show(host, place);
    else root.textContent = withContact(texts.paymentLinks.notLoaded, texts.failure.help);
  });
  return () => {
    isOpen = false;
    end();
  };
}

const isShowForm = (module: unknown): module is ShowForm => typeof module === 'function';
