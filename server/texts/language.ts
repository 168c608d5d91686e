import { en, type Texts } from './en.ts';
import { es } from './es.ts';
import { id } from './id.ts';
import { pt } from './pt.ts';
import { tr } from './tr.ts';

/** The words of one language and the name under which `Intl` knows it. */
export interface Language {
  readonly locale: string;
  readonly texts: Texts;
}

const english: Language = { locale: 'en', texts: en };

const languages: Readonly<Record<string, Language>> = {
  en: english,
  es: { locale: 'es', texts: es },
  id: { locale: 'id', texts: id },
  pt: { locale: 'pt', texts: pt },
  tr: { locale: 'tr', texts: tr },
};

/** The language of a tag such as `pt`, `pt-BR` or `PT_br`; English where we have no words. */
export function languageOf(tag: string): Language {
  const [primary = ''] = tag.toLowerCase().split(/[-_]/);
  return Object.hasOwn(languages, primary) ? (languages[primary] ?? english) : english;
}

/** Puts values in the place of their `{name}`. What a value itself has in braces is left alone. */
export function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
