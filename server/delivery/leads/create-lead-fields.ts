import type { KommoApi, KommoCustomField, NewLeadField } from '../../kommo/api/api.ts';
import { KommoRefused } from '../../kommo/requests/errors.ts';
import { type LedgerField, ledgerFields } from '../../rules/settings/ledger-fields.ts';

/** A lead field that will show a part of the ledger, and its name in Kommo. */
export interface WantedLeadField {
  readonly use: LedgerField;
  readonly name: string;
}

export interface MadeLeadField extends WantedLeadField {
  readonly fieldId: number;
  /** false: it already existed */
  readonly made: boolean;
}

/** Kommo's ids of the fields created earlier. */
export type KnownLeadFields = Readonly<Partial<Record<LedgerField, number>>>;

/**
 * Creates the missing lead fields, in at most three requests. Our fields are recognized by their code or, where Kommo
 * refused the code, by their id, so a repeated call creates no duplicates.
 * @throws KommoError; KommoForbidden when the token's user is no administrator
 */
export async function createLeadFields(
  kommo: Pick<KommoApi, 'getLeadFields' | 'createLeadFields'>,
  wanted: readonly WantedLeadField[],
  known: KnownLeadFields = {},
): Promise<readonly MadeLeadField[]> {
  const present = await kommo.getLeadFields();
  const presentFor = (use: LedgerField) =>
    present.find(({ id, code }) => code === ledgerFields[use].code || id === known[use]);
  const missing = wanted.filter(({ use }) => presentFor(use) === undefined);
  const created = await createMissing(kommo, missing);
  return wanted.flatMap(({ use }) => {
    const field = presentFor(use) ?? created.get(use);
    return field === undefined ? [] : [{ use, name: field.name, fieldId: field.id, made: created.has(use) }];
  });
}

/** Kommo accepts a code only in some accounts: https://github.com/amocrm/amocrm-api-php/issues/604 */
async function createMissing(
  kommo: Pick<KommoApi, 'createLeadFields'>,
  missing: readonly WantedLeadField[],
): Promise<ReadonlyMap<LedgerField, KommoCustomField>> {
  const fields = missing.map(({ use, name }) => ({ name, type: ledgerFields[use].type, code: ledgerFields[use].code }));
  try {
    return byUse(missing, fields, await kommo.createLeadFields(fields));
  } catch (error) {
    if (!mayRefuseCode(error)) throw error;
    const withoutCode = fields.map(({ code: _, ...field }) => field);
    return byUse(missing, withoutCode, await kommo.createLeadFields(withoutCode));
  }
}

/** A refusal that names only other parts of the request is not about the code. */
function mayRefuseCode(error: unknown): boolean {
  if (!(error instanceof KommoRefused)) return false;
  const paths = error.problems.map(({ path }) => path);
  return paths.every((path) => path === '') || paths.some((path) => path.split('.').includes('code'));
}

/** Kommo returns the created fields in the order of the request, each with the requested values. */
function byUse(
  wanted: readonly WantedLeadField[],
  asked: readonly NewLeadField[],
  created: readonly KommoCustomField[],
): ReadonlyMap<LedgerField, KommoCustomField> {
  const left = [...created];
  const found = new Map<LedgerField, KommoCustomField>();
  for (const [index, { use }] of wanted.entries()) {
    const field = asked[index];
    const at = left.findIndex(({ code, name, type }) =>
      field?.code === undefined ? name === field?.name && type === field.type : code === field.code,
    );
    for (const made of at < 0 ? [] : left.splice(at, 1)) found.set(use, made);
  }
  return found;
}
