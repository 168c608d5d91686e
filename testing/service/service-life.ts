import { expect, vi } from 'vitest';
import { freePort } from '../postgres/free-port.ts';
import { createStore, customerHistory } from '../sandbox/fastspring/index.ts';
import { awaiting, end, notes, setMigratedScene, settled, startInVain } from './service-scene.ts';

/** Payments, resends and a kill in between, seen only through the service's address and Kommo. */
export async function expectEachPaymentOnce(engine: 'postgres' | 'embedded'): Promise<void> {
  const story = customerHistory(createStore());
  const { port, kommo, lead, paidStage, deliver, environment, start } = await setMigratedScene(engine);
  const first = await start();
  if (engine === 'embedded') await expectToBeRefused(environment);
  expect((await deliver(story.events.firstPurchase)).status).toBe(200);
  await vi.waitFor(() => expect(notes(kommo, lead.id)).toHaveLength(1), awaiting);
  const kommoIsAway = kommo.faults.add({ kind: 'reset_before', match: {}, times: Infinity });
  expect((await deliver(story.events.activation)).status).toBe(200);
  await end(first, 'SIGKILL');
  kommoIsAway.remove();

  const second = await start();
  await vi.waitFor(() => expect(notes(kommo, lead.id)).toHaveLength(2), awaiting);
  expect((await deliver(story.events.firstPurchase)).status).toBe(200);
  expect((await deliver(story.events.resend)).status).toBe(200);
  expect((await deliver(story.events.renewal)).status).toBe(200);
  await vi.waitFor(() => expect(notes(kommo, lead.id)).toHaveLength(3), awaiting);
  await settled(port, kommo);

  expect(notes(kommo, lead.id)).toEqual([
    expect.stringMatching(/€238\.00.*€38\.00.*Pro plan/),
    expect.stringContaining('Pro plan'),
    expect.stringContaining(story.renewalOrder.reference ?? ''),
  ]);
  expect(kommo.lead(lead.id).status_id).toBe(paidStage);
  expect(kommo.busiestSecond()).toBeLessThanOrEqual(7);
  expect(await end(second, 'SIGTERM')).toBe(0);
}

/** A second process on the folder of a running one. */
async function expectToBeRefused(environment: Readonly<Record<string, string>>): Promise<void> {
  const message = await startInVain({ ...environment, PORT: String(await freePort()) });
  expect(message).toMatch(/^DATA_DIR .* is in use by another process\..*\n$/);
}
