import type { KommoApi, KommoCustomField } from '../kommo/api.ts';
import { type LedgerField, ledgerFields } from '../rules/ledger-fields.ts';

/** A lead field that is to show a part of the ledger, and the name it is to have in Kommo. */
export interface WantedLeadField {
  readonly use: LedgerField;
  readonly name: string;
}

export interface MadeLeadField extends WantedLeadField {
  readonly fieldId: number;
}

/**
 * Makes the lead fields that are not there yet, in at most two requests. Ours are known by their code, so asking twice
 * makes none twice.
 * @throws KommoError; KommoForbidden when the token's user is no administrator
 */
export async function createLeadFields(
  kommo: Pick<KommoApi, 'getLeadFields' | 'createLeadFields'>,
  wanted: readonly WantedLeadField[],
): Promise<readonly MadeLeadField[]> {
  const present = await kommo.getLeadFields();
  const missing = wanted.filter(({ use }) => fieldOf(use, present) === undefined);
  const created = await kommo.createLeadFields(
    missing.map(({ use, name }) => ({ name, type: ledgerFields[use].type, code: ledgerFields[use].code })),
  );
  return wanted.flatMap(({ use }) => {
    const field = fieldOf(use, [...present, ...created]);
    return field === undefined ? [] : [{ use, name: field.name, fieldId: field.id }];
  });
}

function fieldOf(use: LedgerField, fields: readonly KommoCustomField[]): KommoCustomField | undefined {
  return fields.find((field) => field.code === ledgerFields[use].code);
}
