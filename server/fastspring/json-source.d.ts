/**
 * What every engine that this program runs on knows, and TypeScript's library does not yet:
 * https://github.com/tc39/proposal-json-parse-with-source
 */
interface JSON {
  parse(
    text: string,
    reviver: (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): unknown;
}
