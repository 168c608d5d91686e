/**
 * The reader's locale: the browser's form of Kommo's language, such as `pt-BR`, else the language alone. A browser may
 * name what is no language tag, such as `en-US@posix` on Linux, at which every format would throw.
 */
export function localeOf(language: string, browserTags: readonly string[]): string {
  const fits = (tag: string): boolean => tag.split('-')[0] === language && isLanguageTag(tag);
  return browserTags.find(fits) ?? (isLanguageTag(language) ? language : 'en');
}

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}
