import en from './en.json' with { type: 'json' };
import es from './es.json' with { type: 'json' };
import id from './id.json' with { type: 'json' };
import pt from './pt.json' with { type: 'json' };
import tr from './tr.json' with { type: 'json' };

/** The keys of English, which every language has, each with text of its own. `{name}` is filled in. */
export type Texts = typeof en;

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
