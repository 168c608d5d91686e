import { amounts, type Difference } from '../../ledger/compare-tables.ts';
import type { RebuiltAccount } from './rebuild.ts';

/** More would hide the first ones. */
const shownAtMost = 100;

/** The result of a rebuild for the operator's terminal. Of personal data it shows only that it differs. */
export function reportRebuild(account: RebuiltAccount, healed: boolean): string {
  const { subdomain, events, rows, differences, noLongerReadable } = account;
  const checked = Object.entries(rows).map(([table, count]) => `${count} ${table}`);
  const found = differences.length === 0 ? 'no differences' : countOf(differences.length, healed);
  const lines = [`${subdomain}: ${events} events, ${checked.join(', ')}: ${found}`];
  lines.push(...differences.slice(0, shownAtMost).map((difference) => `  ${describe(difference)}`));
  if (differences.length > shownAtMost) lines.push(`  … and ${differences.length - shownAtMost} more`);
  if (noLongerReadable.length > 0) {
    lines.push(
      `  ${noLongerReadable.length} recorded events cannot be read by this version, the first is ${noLongerReadable[0]}`,
    );
  }
  return lines.join('\n');
}

function countOf(differences: number, healed: boolean): string {
  const counted = differences === 1 ? '1 difference' : `${differences} differences`;
  return healed ? `${counted}, healed` : counted;
}

function describe({ table, key, kind, columns }: Difference): string {
  const row = `${table} ${withoutAddress(key)}`;
  if (kind === 'missing') return `${row}: missing`;
  if (kind === 'surplus') return `${row}: no event says this`;
  return `${row}: ${columns.map(describeColumn).join(', ')}`;
}

function describeColumn({ name, stored, expected }: Difference['columns'][number]): string {
  return saysNothingOfAPerson.has(name) ? `${name} is ${stored}, must be ${expected}` : `${name} differs`;
}

/** The key of a customer without an account, or of an abandoned cart, contains an e-mail address. */
export function withoutAddress(key: string): string {
  return key.replace(/[^\s:|]+@[^\s:|]+/g, '(address)');
}

const saysNothingOfAPerson: ReadonlySet<string> = new Set([
  ...amounts,
  'type',
  'occurredAt',
  'live',
  'orderId',
  'subscriptionId',
  'state',
  'kind',
  'currency',
  'payoutCurrency',
  'product',
  'productPath',
  'sku',
  'quantity',
  'interval',
  'intervalLength',
  'startedAt',
  'trialEndsAt',
  'nextChargeAt',
  'canceledAt',
  'endsAt',
  'overdueSince',
  'changedAt',
]);
