import { expect, test, vi } from 'vitest';
import { createStore, customerHistory } from '../testing/sandbox/fastspring/index.ts';
import { startProxy } from '../testing/server/kommo/egress-stack.ts';
import { expectEachPaymentOnce } from '../testing/service/service-life.ts';
import { awaiting, notes, setScene, startInVain, startProcess } from '../testing/service/service-scene.ts';

// `npm run test:faults` does the same on the embedded database, which takes longer to start.
test('resends and a kill in between give each payment one note and one move, and lose none', async () => {
  await expectEachPaymentOnce('postgres');
});

test('a malformed value ends the start with one line that names the variable', async () => {
  expect(await startInVain({ ENCRYPTION_KEY: 'short' })).toMatch(/^ENCRYPTION_KEY must be [^\n]*\n$/);
});

// macOS gives a process 127.0.0.1 alone.
test.skipIf(process.platform === 'darwin')(
  'with KOMMO_EGRESS every request to Kommo comes through the proxy',
  async () => {
    const proxy = await startProxy('127.0.0.2', 'north');
    const { kommo, lead, deliver, environment } = await setScene('postgres');
    await startProcess({ ...environment, KOMMO_EGRESS: proxy.entry });
    expect((await deliver(customerHistory(createStore()).events.firstPurchase)).status).toBe(200);
    await vi.waitFor(() => expect(notes(kommo, lead.id)).toHaveLength(1), awaiting);
    expect(new Set(kommo.requests.map(({ caller }) => caller))).toEqual(new Set([proxy.caller]));
  },
);
