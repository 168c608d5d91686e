/** What Kommo's complaints begin with: https://developers.kommo.com/docs/http-codes */
const codesOfKommo = [
  ...['FieldMissing', 'FieldNotExpected', 'InvalidType', 'InvalidValue', 'NotExpectedField', 'NotSupportedChoice'],
  ...['TooFewElements', 'TooManyElements'],
];
const codesOfNetwork = ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH'];
const known = new RegExp(`\\b(?:${[...codesOfKommo, ...codesOfNetwork].join('|')})\\b`);
const status = /: ([45]\d\d)\b/;

/**
 * The code within an error's text, of those that are known here; the text itself may quote a person. A status becomes
 * `http_422`, anything else `other`.
 */
export function errorCode(text: string): string {
  const found = known.exec(text)?.[0];
  if (found !== undefined) return found;
  const number = status.exec(text)?.[1];
  return number === undefined ? 'other' : `http_${number}`;
}

/** The name of an error's class as the program writes it; `other` for any other text. */
export function errorName(text: string): string {
  return /^[A-Z][A-Za-z]{0,60}(?:Error|Failed|Refused|Unavailable|Uncertain|Broken)$/.test(text) ? text : 'other';
}
