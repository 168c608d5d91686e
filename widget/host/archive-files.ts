import $ from 'jquery';
import pageRequire from 'require';
import type { KommoWidget, ScriptFile } from './kommo-widget.ts';

function addressOf(self: KommoWidget, file: string): string {
  const { cdn_path, path, version } = self.params;
  return `${(cdn_path ?? path ?? '').replace(/\/$/, '')}/${file}?v=${version}`;
}

/** Resolves when this style of the archive is applied, or cannot be. */
export function loadStyle(self: KommoWidget, file: string): Promise<void> {
  const href = addressOf(self, file);
  const id = `${self.params.widget_code}-${file.replace('.', '-')}`;
  const present = document.getElementById(id);
  const isCurrent = present?.getAttribute('href') === href;
  if (isCurrent && present instanceof HTMLLinkElement && present.sheet) return Promise.resolve();
  if (!isCurrent) present?.remove();
  const link = isCurrent ? $(present) : $('<link>', { id, rel: 'stylesheet', href }).appendTo('head');
  return new Promise((resolve) => link.on('load error', resolve));
}

/** Loads an AMD module of the archive with the page's own loader; null when it cannot be loaded. */
export function loadModule(self: KommoWidget, file: ScriptFile): Promise<unknown> {
  return new Promise((resolve) => {
    pageRequire([addressOf(self, file)], resolve, () => resolve(null));
  });
}
