import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readCardContacts } from './card-contacts.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const read = (answer: PromiseLike<unknown>) => readCardContacts({ get_current_card_contacts_data: () => answer });
const anna = { id: 406322, name: 'Anna Schmidt', emails: ['anna@acme.example'] };

test('contacts with an address are named with it', async () => {
  const others = [null, { id: 7, name: 'Ben', emails: [] }, { name: 'Cara', emails: ['cara@acme.example'] }];
  const dora = { id: '8', emails: ['dora@acme.example', null] };
  expect(await read(Promise.resolve([anna, ...others, dora]))).toEqual([
    anna,
    { id: 8, name: '', emails: ['dora@acme.example'] },
  ]);
});

test('the server gets no more contacts and addresses than it accepts', async () => {
  const emails = Array.from({ length: 51 }, (_, at) => `anna${at}@acme.example`);
  const read51 = await read(Promise.resolve(Array.from({ length: 51 }, () => ({ ...anna, emails }))));
  expect(read51).toHaveLength(50);
  expect(read51[0]?.emails).toHaveLength(50);
});

test.each([
  ['refuses', () => Promise.reject(new Error('no card'))],
  ['gives no list', () => Promise.resolve({})],
])('a page that %s has no contacts', async (_what, answer) => {
  expect(await read(answer())).toEqual([]);
});

test('a page without the function has no contacts', async () => {
  expect(await readCardContacts({})).toEqual([]);
});

test('a page that does not answer holds the panel up for three seconds', async () => {
  const settled = vi.fn();
  const contacts = read(new Promise(() => undefined)).then(settled);
  await vi.advanceTimersByTimeAsync(2_999);
  expect(settled).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  await contacts;
  expect(settled).toHaveBeenCalledWith([]);
});
