import { expect, test } from 'vitest';
import { errorCode, errorName } from './error-code.ts';

test.each([
  ['NotSupportedChoice at custom_fields_values.0: Anna is not a choice', 'NotSupportedChoice'],
  ['FieldNotExpected at custom_fields_values.0.values.0.enum_code: This field was not expected.', 'FieldNotExpected'],
  ['POST /leads/notes: the connection broke before the answer (ECONNRESET)', 'ECONNRESET'],
  ['PATCH /leads: 422 Anna Schmidt', 'http_422'],
  ['Kommo says that anna@acme.example owes 404 euros', 'other'],
  ['', 'other'],
])('of %j the code is %s', (text, code) => {
  expect(errorCode(text)).toBe(code);
});

test.each([
  ['PrismaClientKnownRequestError', 'PrismaClientKnownRequestError'],
  ['StorageFailed', 'StorageFailed'],
  ['Gundelinde', 'other'],
  ['Error: anna@acme.example', 'other'],
])('of %j the name is %s', (text, name) => {
  expect(errorName(text)).toBe(name);
});
