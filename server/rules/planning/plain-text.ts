/**
 * Control characters, except tabs and line ends, and those that change the direction of the following text: a buyer's
 * name with one of them could make an amount or a name look different.
 * https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
 */
const invisible = /(?![\n\t])[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A text for Kommo without invisible characters that change how the others are read. */
export function plainText(text: string): string {
  return text.replaceAll(/\r\n?|[\u2028\u2029]/g, '\n').replaceAll(invisible, '');
}
