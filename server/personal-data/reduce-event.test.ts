import { describe, expect, test } from 'vitest';
import { oneOfEach } from '../../testing/server/fastspring/one-of-each.ts';
import { stateEvents, type TestEvent } from '../../testing/server/ledger/state-events.ts';
import { hashPerson } from '../../testing/server/personal-data/guard.ts';
import { readEvent, reducedPayload } from '../fastspring/events/index.ts';
import { rankOf } from '../ledger/merge-facts.ts';
import { projectLedger } from '../ledger/project-ledger.ts';
import { erasedPeopleOf } from './erased-people.ts';
import { eraseEvent, factsOf } from './reduce-event.ts';

const account = 'acme';
const stub = 'erased-1';
const tombstone = (kind: 'email' | 'account', value: string) => ({
  kind,
  hash: hashPerson(account, kind, value),
  stub,
});

const asStored = (event: TestEvent) => ({
  type: event.type,
  live: event.live,
  createdAt: event.created,
  receivedAt: event.created,
  payload: JSON.stringify(event),
});

describe.each([true, false])('expanded: %s', async (expanded) => {
  const events = Object.values(oneOfEach(expanded));
  const accounts = [...new Set(stateEvents(events).flatMap(({ fact }) => fact.customer.fastspringAccountId ?? []))];
  const people = erasedPeopleOf(hashPerson, account, [
    tombstone('email', 'anna@acme.example'),
    ...accounts.map((id) => tombstone('account', id)),
  ]);
  const erased = await Promise.all(
    events.map(async (event) => ({ event, reduced: await eraseEvent(asStored(event), people, true) })),
  );

  test.each(erased)('$event.type keeps nothing of the person', ({ reduced }) => {
    expect(reduced?.payload).not.toMatch(/anna|schmidt|acme\.example|4242|https?:/i);
    for (const id of accounts) expect(reduced?.payload).not.toContain(id);
  });

  test('the money of all events is as before, under one stub', () => {
    const stated = erased.flatMap(({ event, reduced }) =>
      (reduced?.facts ?? []).map((fact) => ({ fact, rank: rankOf(fact, event.created, event.id) })),
    );
    const [before, after] = [projectLedger(stateEvents(events)), projectLedger(stated)];
    expect([...after.customers.keys()]).toEqual([`account:${stub}`]);
    expect(after.customers.get(`account:${stub}`)).toMatchObject({
      email: null,
      name: null,
      company: null,
      phone: null,
    });
    const orders = (ledger: typeof before) =>
      [...ledger.orders].map(([id, { identity, invoiceUrl, payment, tags, reason, ...money }]) => [id, money]);
    expect(orders(after)).toEqual(orders(before));
    const subscriptions = (ledger: typeof before) =>
      [...ledger.subscriptions].map(([id, { identity, accountUrl, paymentMethod, ...rest }]) => [id, rest]);
    expect(subscriptions(after)).toEqual(subscriptions(before));
    const refunds = (ledger: typeof before) =>
      [...ledger.refunds].map(([id, { total, tax, currency, occurredAt }]) => [id, total, tax, currency, occurredAt]);
    expect(refunds(after)).toEqual(refunds(before));
  });

  test.each(events)('$type reads the same when it is reduced to its facts', async (event) => {
    const facts = factsOf(asStored(event));
    const reduced = { ...asStored(event), payload: reducedPayload(facts), isReduced: true };
    expect(readEvent(reduced)).toEqual({ outcome: 'facts', facts });
    expect((await eraseEvent(reduced, people, true))?.payload).not.toMatch(/anna|schmidt|acme\.example/i);
  });
});

describe('another person’s event', () => {
  const people = erasedPeopleOf(hashPerson, account, [
    tombstone('email', 'anna@acme.example'),
    tombstone('account', 'A1'),
  ]);
  const gift = (more: object) => ({
    ...{ type: 'order.completed', live: true, createdAt: 1, receivedAt: 1 },
    payload: JSON.stringify({
      data: { id: 'O-1', total: 10, currency: 'EUR', customer: { email: 'ben@bolt.example', first: 'Ben' }, ...more },
    }),
  });

  test.each<[string, object]>([
    ['as recipient', { recipients: [{ recipient: { first: 'Anna', email: 'ANNA@acme.example' } }] }],
    ['with a name around the address', { note: '"Anna" <anna@acme.example>' }],
    ['in a text', { note: 'Please mail anna@acme.example, thanks' }],
    ['in an address of a page', { link: 'https://shop.example/?email=anna%40acme.example&a=1' }],
    ['in full-width letters', { note: 'ａｎｎａ＠acme.example' }],
    ['by the FastSpring account', { deep: [{ er: { account: 'A1' } }] }],
    ['with a small sign', { note: 'anna﹫acme.example' }],
    ['with a dot behind the address', { note: 'I am anna@acme.example...' }],
    ['after a million characters', { note: `${'x'.repeat(1_000_000)}@ <anna@acme.example>` }],
    ['as the name of a value', { attributes: { 'anna@acme.example': 'yes' } }],
  ])('that names the person %s keeps its own buyer', async (_where, more) => {
    const reduced = await eraseEvent(gift(more), people);
    expect(reduced?.facts).toMatchObject([{ customer: { email: 'ben@bolt.example', name: 'Ben' } }]);
    expect(reduced?.payload).not.toMatch(/anna|A1/i);
  });

  test('with the person’s address in a tag loses only the address', async () => {
    const tags = { buyer: 'anna@acme.example', key: 'anna@acme.example', lead: '7' };
    const reduced = await eraseEvent(gift({ tags }), people);
    expect(reduced?.facts).toMatchObject([{ order: { tags: { buyer: 'erased', key: 'erased', lead: '7' } } }]);
  });

  test('that does not name the person stays as it is', async () => {
    for (const note of ['from joanna@acme.example', 'erased %40 erased＠acme.example']) {
      expect(await eraseEvent(gift({ note }), people)).toBeUndefined();
    }
  });

  test('that is not JSON is emptied if it names the person', async () => {
    const event = { ...gift({}), payload: '{ "email": "anna@acme.example"' };
    expect(await eraseEvent(event, people)).toEqual({ payload: '{"facts":[]}', facts: [] });
    expect(await eraseEvent({ ...event, payload: '{' }, people)).toBeUndefined();
  });
});

test('an event with more values than the limit is not searched, and keeps nothing', async () => {
  const people = erasedPeopleOf(hashPerson, account, [tombstone('email', 'anna@acme.example')]);
  const event = { type: 'order.completed', live: true, createdAt: 0, receivedAt: 0 };
  const payload = (values: number) => JSON.stringify({ data: { notes: Array.from({ length: values }, () => 'a b') } });
  expect(await eraseEvent({ ...event, payload: payload(10_000) }, people)).toBeUndefined();
  expect(await eraseEvent({ ...event, payload: payload(30_000) }, people)).toMatchObject({ facts: [] });
});
