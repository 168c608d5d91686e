/**
 * The text's value with every number as the digits it was written with: a total of `4E+1` is the string `4E+1`. A float
 * would lose digits of what FastSpring sent. A reviver that asks for each number's source takes three times as long.
 * @throws SyntaxError when the text is not JSON
 */
export function parseExact(text: string): unknown {
  return JSON.parse(quoteNumbers(text));
}

/** A text that is not JSON is none afterwards either: only numbers of JSON are quoted, and none in a key's place. */
function quoteNumbers(text: string): string {
  let quoted = '';
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quotationMark) at = endOfString(text, at);
    else if (code === minus || isDigit(code)) {
      const end = endOfNumber(text, at);
      const digits = text.slice(at, end);
      if (number.test(digits) && !isKey(text, end)) {
        quoted += `${text.slice(from, at)}"${digits}"`;
        from = end;
      }
      at = end - 1;
    }
  }
  return quoted + text.slice(from);
}

const quotationMark = 0x22;
const backslash = 0x5c;
const minus = 0x2d;
const isDigit = (code: number) => code >= 0x30 && code <= 0x39;
/** https://www.rfc-editor.org/rfc/rfc8259#section-6 */
const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

const colon = /[ \t\r\n]*:/y;

function isKey(text: string, end: number): boolean {
  colon.lastIndex = end;
  return colon.test(text);
}

/** @returns where the string's closing mark stands, or the end of the text */
export function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === backslash) at += 1;
    else if (code === quotationMark) break;
  }
  return at;
}

function endOfNumber(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && isOfNumber(text.charCodeAt(at))) at += 1;
  return at;
}

/** A digit, or one of `+-.Ee` */
function isOfNumber(code: number): boolean {
  return isDigit(code) || code === 0x2b || code === minus || code === 0x2e || code === 0x45 || code === 0x65;
}
