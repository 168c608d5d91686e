import type { KommoApi, KommoCustomField, NewLeadField } from '../../kommo/api/api.ts';
import { KommoRefused } from '../../kommo/requests/errors.ts';
import { type LedgerField, ledgerFields } from '../../rules/settings/ledger-fields.ts';

/** A lead field that is to show a part of the ledger, and the name it is to have in Kommo. */
export interface WantedLeadField {
  readonly use: LedgerField;
  readonly name: string;
}

export interface MadeLeadField extends WantedLeadField {
  readonly fieldId: number;
  /** false: it was there already */
  readonly made: boolean;
}

/** Kommo's ids of the fields that were made before. */
export type KnownLeadFields = Readonly<Partial<Record<LedgerField, number>>>;

/**
 * Makes the lead fields that are not there yet, in at most three requests. Ours are known by their code or, where Kommo
 * refused the code, by their id, so asking twice makes none twice.
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

/** Kommo takes a code in some accounts only: https://github.com/amocrm/amocrm-api-php/issues/604 */
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

/** A refusal that names something else is not about the code. */
function mayRefuseCode(error: unknown): boolean {
  if (!(error instanceof KommoRefused)) return false;
  const paths = error.problems.map(({ path }) => path);
  return paths.every((path) => path === '') || paths.some((path) => path.split('.').includes('code'));
}

/** Kommo names what it made in the order of the request, and each by what was asked for. */
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
