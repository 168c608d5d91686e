import { expect, test } from 'vitest';
import { contact } from '../../../testing/server/matching/kommo.ts';
import { emailsOf } from './contact-emails.ts';

test('e-mails come from the EMAIL field only, each once', () => {
  const anna = contact(1, {
    name: 'name@acme.example',
    emails: ['anna@acme.example', 'a@home.example, b@home.example;c@home.example', 'anna@acme.example', 'none', ''],
    phones: ['phone@acme.example'],
    notes: 'note@acme.example',
  });
  expect(emailsOf(anna)).toEqual(['anna@acme.example', 'a@home.example', 'b@home.example', 'c@home.example']);
});

test.each([
  ['\u200bzoe@zwsp.example', ['zoe@zwsp.example']],
  ['lea@lrm.example\u200e', ['lea@lrm.example']],
  ['an\ufeffna@acme.example', ['anna@acme.example']],
  ['mailto:anna@acme.example', ['anna@acme.example']],
  ['Anna Schmidt <anna@acme.example>', ['anna@acme.example']],
  ['"Schmidt, Anna" <anna@acme.example>; ben@acme.example', ['anna@acme.example', 'ben@acme.example']],
  ['anna@acme.example ben@acme.example', ['anna@acme.example', 'ben@acme.example']],
  ['Anna <anna@acme.example>, Ben <ben@acme.example>', ['anna@acme.example', 'ben@acme.example']],
  ['boss@acme.example <anna@acme.example>', ['anna@acme.example']],
  ['ａｎｎａ＠ａｃｍｅ．ｅｘａｍｐｌｅ；ben@acme.example', ['anna@acme.example', 'ben@acme.example']],
  ['Anna@acme.example.', ['Anna@acme.example']],
])('the value %j means %j', (value, emails) => {
  expect(emailsOf(contact(1, { emails: [value] }))).toEqual(emails);
});

test('a value other than text is skipped', () => {
  const odd = { custom_fields_values: [{ field_id: 1, field_code: 'EMAIL', values: [{ value: 7 }, { value: null }] }] };
  expect(emailsOf(odd)).toEqual([]);
  expect(emailsOf({ custom_fields_values: [] })).toEqual([]);
});
