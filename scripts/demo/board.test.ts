import { expect, test } from 'vitest';
import { startKommoSandbox } from '../../testing/sandbox/kommo/index.ts';
import { readBoard } from './board.ts';
import { addLeads, demoAccount, stageId, stages } from './world.ts';

test('the board has every stage but the incoming one, and each lead in its own', async ({ onTestFinished }) => {
  const kommo = await startKommoSandbox({ accounts: [demoAccount()] });
  onTestFinished(kommo.close);
  const leads = addLeads(kommo);
  const columns = () =>
    readBoard(kommo).columns.map(({ name, leads: here }) => [name, here.map(({ contact }) => contact)]);
  expect(columns()).toEqual([
    ['First contact', ['Nora Lind', 'Luc Moreau', 'Hugh Harper', 'Priya Rao']],
    ['Trial', []],
    ['Negotiation', ['Anna Schmidt']],
    ['Payment problem', []],
    ['Closed - won', []],
    ['Closed - lost', []],
  ]);

  const before = readBoard(kommo).columns[2]?.leads[0];
  kommo.addTaskByHand({
    text: 'Call her [fs:a1b2c3]',
    entity_id: leads.acme.id,
    entity_type: 'leads',
    complete_till: 1,
  });
  kommo.moveLeadByHand(leads.acme.id, stageId(kommo, stages.won));
  kommo.deleteLeadByHand(leads.lumen.id);
  const won = readBoard(kommo).columns[4]?.leads[0];
  expect(won).toMatchObject({ id: before?.id, price: '€200.00', openTasks: ['Call her'], status: null });
  expect(won?.version).not.toBe(before?.version);
  expect(columns()[0]).toEqual(['First contact', ['Nora Lind', 'Hugh Harper', 'Priya Rao']]);
});
