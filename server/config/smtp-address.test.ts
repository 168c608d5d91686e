import { expect, test } from 'vitest';
import { readSmtpAddress } from './smtp-address.ts';

const from = 'alarms@acme.example';

test('a mail server with a password gets it only over an encrypted connection', () => {
  expect(readSmtpAddress('smtp://alarms%40acme.example:p%23ss@mail.example', undefined)).toEqual({
    host: 'mail.example',
    port: 587,
    isTls: false,
    mustEncrypt: true,
    user: from,
    password: 'p#ss',
    from,
  });
  expect(readSmtpAddress('smtps://key:100%25@mail.example', from)).toMatchObject({
    port: 465,
    isTls: true,
    mustEncrypt: false,
    user: 'key',
    password: '100%',
    from,
  });
});

test.each([
  ['smtp://mail.example:25', { host: 'mail.example', port: 25, mustEncrypt: false, user: undefined, password: '' }],
  ['smtp://user:secret@localhost:2525', { host: 'localhost', port: 2525, mustEncrypt: false, user: 'user' }],
  ['smtp://user:secret@[::1]:2525', { host: '::1', port: 2525, mustEncrypt: false }],
  ['smtp://user:100%@mail.example', { password: '100%', mustEncrypt: true }],
])('%s', (address, expected) => {
  expect(readSmtpAddress(address, from)).toMatchObject(expected);
});

test('without a sender, and with a user that is not an e-mail address, the result is null', () => {
  expect(readSmtpAddress('smtp://mail.example', undefined)).toBeNull();
  expect(readSmtpAddress('smtps://key:secret@mail.example', undefined)).toBeNull();
});
