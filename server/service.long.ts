import { expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { addCustomer, addProduct, purchase, startFastSpringSandbox } from '../testing/sandbox/fastspring/index.ts';
import { expectEachPaymentOnce } from '../testing/service/service-life.ts';
import { askStatus, awaiting, end, notes, setScene, startProcess } from '../testing/service/service-scene.ts';

test('on the embedded database a kill loses nothing, and a second process is refused', async () => {
  await expectEachPaymentOnce('embedded');
});

test('what was paid while nothing ran is there after the restart, without a webhook', async () => {
  const { port, kommo, lead, environment } = await setScene('postgres');
  const fastspring = await startFastSpringSandbox();
  onTestFinished(fastspring.close);
  const { username, password } = fastspring.api;
  const connected = {
    ...environment,
    FASTSPRING_API_URL: fastspring.url,
    FASTSPRING_API_USERNAME: username,
    FASTSPRING_API_PASSWORD: password,
  };
  const reconciliation = async () => {
    const answer = await askStatus(port, kommo);
    return z.object({ reconciliation: z.object({ catchUp: z.unknown() }) }).parse(answer).reconciliation;
  };
  const first = await startProcess(connected);
  await vi.waitFor(async () => expect((await reconciliation()).catchUp).toMatchObject({ problem: null }), awaiting);
  await end(first, 'SIGKILL');

  const { store } = fastspring;
  const customer = addCustomer(store, { first: 'Anna', last: 'Schmidt', email: 'anna@acme.example' });
  const prices = { EUR: '50.00' };
  const product = addProduct(store, { path: 'handbook', name: 'Handbook', sku: null, prices, interval: null });
  const { order } = purchase(store, { customer, lines: [{ product, quantity: 1 }] });
  await startProcess(connected);
  await vi.waitFor(
    () => expect(notes(kommo, lead.id)).toEqual([expect.stringContaining(order.reference ?? '')]),
    awaiting,
  );
  expect((await reconciliation()).catchUp).toMatchObject({ takenIn: 3 });
});
