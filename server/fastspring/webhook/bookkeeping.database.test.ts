import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectedLedger } from '../../../testing/server/fastspring/expected-ledger.ts';
import { openReceiver } from '../../../testing/server/fastspring/receiver.ts';
import { readLedgerRows } from '../../../testing/server/ledger/books.ts';
import { understoodEventTypes } from '../catalogue.ts';

/** Published and captured payloads, where a directory of them is named. Answers of the API are not webhooks. */
const directory = process.env.FASTSPRING_PAYLOADS;
const files = (directory === undefined ? [] : readdirSync(directory))
  .filter((name) => !/^api\.|\.md$/.test(name))
  .sort();

test.skipIf(directory === undefined)(
  'every payload, signed and sent, ends in the ledger as a bookkeeper expects',
  async () => {
    const receiver = await openReceiver();
    const ledgers: Record<string, unknown> = {};
    for (const file of files) {
      const text = readFileSync(join(directory ?? '', file), 'utf8');
      const { status, accountId, states } = await receiver.take(file, wrapped(file, text));
      // Examples in FastSpring's documentation with a comma too many or too few are not JSON.
      if (file.endsWith('-invalid.txt')) expect([file, status, states]).toEqual([file, 400, []]);
      else {
        expect([file, status, new Set(states)]).toEqual([file, 200, new Set(['recorded'])]);
        ledgers[file] = await readLedgerRows(receiver.prisma, accountId);
      }
    }
    expect(ledgers, 'a new file needs its line in testing/server/fastspring/expected-ledger.ts').toEqual(
      expectedLedger,
    );
  },
);

const types = understoodEventTypes.toSorted((one, other) => other.length - one.length);

/** A whole delivery unchanged; one event, or the data alone, in FastSpring's envelope. */
function wrapped(file: string, text: string): string {
  if (file.includes('.batch.')) return text;
  if (file.includes('.event.')) return `{"events":[${text.replace('{', `{"type":"${typeOf(file)}",`)}]}`;
  const envelope = { id: `event of ${file}`, type: typeOf(file), live: true, created: 1_763_640_000_000 };
  return `{"events":[{${JSON.stringify(envelope).slice(1, -1)},"data":${text}}]}`;
}

function typeOf(file: string): string {
  return types.find((type) => file.startsWith(`${type}.`)) ?? file;
}
