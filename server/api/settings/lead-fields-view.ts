import type { LedgerField } from '../../rules/settings/ledger-fields.ts';

/** What `POST /api/v1/lead-fields` answers: every wanted field with its id in Kommo, made now or there already. */
export interface MadeLeadFieldsView {
  readonly fields: readonly {
    readonly use: LedgerField;
    readonly name: string;
    readonly fieldId: number;
    /** false: it was there already */
    readonly made: boolean;
  }[];
}
