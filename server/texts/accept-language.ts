import { type Language, languageOf } from './language.ts';

/**
 * The language that a browser asks for: of those that we have words in, the one it prefers; else English.
 * @param header `Accept-Language`, e.g. `de, pt-BR;q=0.8` (https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4)
 */
export function languageOfRequest(header: string | undefined): Language {
  const wished = (header ?? '')
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
      const weight = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2);
      return { tag, weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight);
  const known = wished.find(({ tag }) => /^en\b/i.test(tag) || languageOf(tag).locale !== 'en');
  return languageOf(known?.tag ?? 'en');
}
