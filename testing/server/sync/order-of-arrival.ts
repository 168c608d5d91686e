import fc from 'fast-check';
import { expect } from 'vitest';
import { createLeadFields } from '../../../server/delivery/leads/create-lead-fields.ts';
import { type EventType, understoodEventTypes } from '../../../server/fastspring/catalogue.ts';
import type { PrismaClient } from '../../../server/platform/database/generated/client.ts';
import { isLedgerField, ledgerFields } from '../../../server/rules/settings/ledger-fields.ts';
import { carriesPrice } from '../../../server/rules/settings/settings.ts';
import { type RecordingPath, recordOneByOne } from '../../postgres/record-one-by-one.ts';
import { dateSeed } from '../../service/date-seed.ts';
import { randomHistory } from '../ledger/history/random-history.ts';
import type { TestEvent } from '../ledger/state-events.ts';
import { type JobStack, startJobStack } from './job-stack.ts';

/** Of the customers in the histories. */
const addresses = [
  'anna@acme.example',
  'jo+shop@firm.example',
  'mia@studio.example',
  ...[0, 1, 2].map((index) => `new${index}@acme.example`),
];

/** Both events report a group's charge, and it is one fact: the first one read decides which rules apply. */
const oneFact = new Map<EventType, EventType>([
  ['subscription.group.payment.charge.completed', 'subscription.charge.completed'],
]);

/** The contents of Kommo after the events arrived in these deliveries, with a run of the account's job after each. */
async function outcomeOf(deliveries: readonly (readonly TestEvent[])[], path: RecordingPath) {
  const stack = await startJobStack();
  if (path === 'one by one') await recordOneByOne(stack.database);
  const { sandbox, prisma } = stack;
  const contact = sandbox.addContact({ name: 'Everybody', emails: addresses });
  const lead = sandbox.addLead({ name: 'The only deal', contactIds: [contact.id] });
  const { rule, fields } = await prepareFields(stack);
  const stages = sandbox.account().pipelines[0]?.statuses.filter(({ type }) => type === 0) ?? [];
  await prisma.account.updateMany({ data: { currency: 'EUR' } });
  await stack.saveSettings({
    rules: understoodEventTypes.map((on) => {
      const told = oneFact.get(on) ?? on;
      return {
        on,
        task: { typeId: 1, text: `Look at ${told}`, dueInHours: 1 },
        tags: [told],
        moveTo: { statusId: stages[understoodEventTypes.indexOf(told) % stages.length]?.id },
        reopen: true,
        setPrice: carriesPrice(on),
        fields: [{ fieldId: rule, value: told }],
      };
    }),
    fields,
    testOrders: 'act',
  });
  stack.passTime(60_000);
  for (const delivery of deliveries) {
    await stack.store(delivery.map((event) => ({ ...event, data: Object(event.data) })));
    await stack.workThroughFailures();
  }
  const effects = await prisma.effect.findMany({ where: { kind: { not: 'price' } }, select: { key: true } });
  const { status_id, price, fields: values, tags } = sandbox.lead(lead.id);
  const told = values.find(({ field_id }) => field_id === rule);
  const shown = values.filter((value) => value !== told);
  return {
    effects: effects.map(({ key }) => key).sort(),
    notes: sandbox.notesOf(lead.id).length,
    // A task that is settled before its creation is not created at all.
    tasks: sandbox
      .tasksOf(lead.id)
      .filter((task) => !task.is_completed)
      .map(({ text }) => text.replace(/\s*\[fs:\w+\]/, ''))
      .sort(),
    tags: [...tags].map(({ name }) => name).sort(),
    ledger: Object.fromEntries(shown.map(({ field_name, values: [first] }) => [field_name, first?.value])),
    // A resend that arrived first, dated later than the original: its effects are not undone.
    last: (await hasActedLate(prisma)) ? null : { status_id, price, told: told?.values[0]?.value },
    unsettled: await prisma.effect.count({ where: { state: { notIn: ['done', 'skipped'] } } }),
  };
}

async function hasActedLate(prisma: PrismaClient): Promise<boolean> {
  const rows = await prisma.$queryRaw<unknown[]>`
    SELECT FROM "effects" e JOIN "facts" f USING ("account_id", "fact_key") WHERE e."occurred_at" <> f."occurred_at" LIMIT 1`;
  return rows.length > 0;
}

/** A field filled by rules, and the fields that show the ledger. */
async function prepareFields({ kommo, accountId, sandbox }: JobStack) {
  const uses = Object.keys(ledgerFields).filter(isLedgerField);
  const made = await createLeadFields(
    kommo.forAccount(accountId, 'interactive'),
    uses.map((use) => ({ use, name: use })),
  );
  const [text] = sandbox.account().customFields.leads;
  return { rule: text?.id ?? 0, fields: Object.fromEntries(made.map(({ use, fieldId }) => [use, fieldId])) };
}

/** Kommo's contents are the same in any order of events; those that arrive out of order are recorded as said. */
export async function expectKommoToHoldTheSame(histories: number, path: RecordingPath): Promise<void> {
  const arrivals = randomHistory.chain(({ reported, again }) =>
    fc.record({
      inOrder: fc.constant([...reported, ...again]),
      shuffled: fc.shuffledSubarray([...reported, ...again], { minLength: reported.length + again.length }),
      cut: fc.nat(100),
    }),
  );
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(arrivals, async ({ inOrder, shuffled, cut }) => {
      const middle = cut % shuffled.length;
      const straight = await outcomeOf([inOrder], 'in sets');
      const mixed = await outcomeOf([shuffled.slice(0, middle), shuffled.slice(middle)], path);
      expect({ ...mixed, last: null }).toEqual({ ...straight, last: null });
      if (mixed.last !== null && straight.last !== null) {
        expect(mixed.last).toEqual(straight.last);
        compared += 1;
      }
      expect(straight.unsettled).toBe(0);
      expect(straight.effects.length).toBeGreaterThan(0);
    }),
    { seed: dateSeed, numRuns: histories, endOnFailure: true },
  );
  expect(compared).toBeGreaterThan(0);
}
