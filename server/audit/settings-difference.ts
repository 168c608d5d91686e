import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Settings } from '../rules/settings/settings.ts';
import type { AuditObject, AuditValue } from './audit-value.ts';

interface Difference {
  readonly before: AuditObject;
  readonly after: AuditObject;
}

const objectSchema = z.record(z.string(), z.json());

/**
 * The parts of the settings that differ, down to the single value or entry, and the changes of FastSpring's connection,
 * without values: those are secret and stored encrypted. Null when nothing differs.
 */
export function auditedSettings(
  before: Settings,
  after: Settings,
  connection: Readonly<Record<string, unknown>>,
): Difference | null {
  const difference = objectDifference(objectSchema.parse(before), objectSchema.parse(after));
  const named = secrets.filter((name) => connection[name] !== undefined);
  if (named.length === 0) return difference;
  const fastspring = Object.fromEntries(named.map((name) => [name, connection[name] === null ? 'removed' : 'changed']));
  return { before: { ...difference?.before }, after: { ...difference?.after, fastspring } };
}

const secrets = ['webhookSecret', 'previousWebhookSecret', 'apiUsername', 'apiPassword'] as const;

function objectDifference(before: AuditObject, after: AuditObject): Difference | null {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const parts = names.flatMap((name) => {
    const part = valueDifference(before[name] ?? null, after[name] ?? null);
    return part === null ? [] : [{ name, ...part }];
  });
  if (parts.length === 0) return null;
  return {
    before: Object.fromEntries(parts.map((part) => [part.name, part.before])),
    after: Object.fromEntries(parts.map((part) => [part.name, part.after])),
  };
}

function valueDifference(before: AuditValue, after: AuditValue): { before: AuditValue; after: AuditValue } | null {
  if (isDeepStrictEqual(before, after)) return null;
  if (Array.isArray(before) && Array.isArray(after)) return listDifference(before, after);
  const objects = z.tuple([objectSchema, objectSchema]).safeParse([before, after]);
  return objects.success ? objectDifference(...objects.data) : { before, after };
}

/** The entries that only one of the two lists has; the whole lists when only the order differs. */
function listDifference(
  before: readonly AuditValue[],
  after: readonly AuditValue[],
): { before: AuditValue; after: AuditValue } {
  const removed = without(before, after);
  const added = without(after, before);
  if (removed.length + added.length === 0) return { before: [...before], after: [...after] };
  return { before: removed, after: added };
}

/** Each entry of `others` removes one equal entry. */
function without(entries: readonly AuditValue[], others: readonly AuditValue[]): AuditValue[] {
  const left = [...others];
  return entries.filter((entry) => {
    const at = left.findIndex((other) => isDeepStrictEqual(other, entry));
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}
