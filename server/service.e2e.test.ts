import { expect, test } from 'vitest';
import { expectEachPaymentOnce } from '../testing/service/service-life.ts';
import { startInVain } from '../testing/service/service-scene.ts';

// `npm run test:faults` does the same on the embedded database, which takes longer to start.
test('resends and a kill in between give each payment one note and one move, and lose none', async () => {
  await expectEachPaymentOnce('postgres');
});

test('a malformed value ends the start with one line that names the variable', async () => {
  expect(await startInVain({ ENCRYPTION_KEY: 'short' })).toMatch(/^ENCRYPTION_KEY must be [^\n]*\n$/);
});
