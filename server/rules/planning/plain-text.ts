/**
 * Control characters, but not tabs and line ends, and those that turn the direction of what follows: a buyer's name with
 * one in it would show another amount or another name than is written.
 * https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
 */
const invisible = /(?![\n\t])[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A text for Kommo without characters that cannot be seen and change how the others are read. */
export function plainText(text: string): string {
  return text.replaceAll(/\r\n?|[\u2028\u2029]/g, '\n').replaceAll(invisible, '');
}
