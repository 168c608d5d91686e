import type { EventType } from '../../fastspring/catalogue.ts';
import type { Condition } from '../../rules/settings/conditions.ts';
import type { LedgerField } from '../../rules/settings/ledger-fields.ts';
import type { Placeholder } from '../../rules/settings/placeholders.ts';

/**
 * What `GET /api/v1/catalog` answers: all that the settings page offers by name. Kommo's part is remembered for a
 * while; `?fresh=1` reads it again.
 */
export interface CatalogView {
  /** in Kommo's order, archived ones last */
  readonly pipelines: readonly CatalogPipeline[];
  /** empty when the connected user may not list them */
  readonly users: readonly CatalogName[];
  readonly leadFields: readonly CatalogField[];
  readonly taskTypes: readonly CatalogName[];
  /** what customers have bought, the latest first, at most 500 */
  readonly products: readonly CatalogProduct[];
  readonly account: {
    /** ISO 4217; null while Kommo has not said */
    readonly currency: string | null;
    /** IANA */
    readonly timeZone: string;
    /** Kommo has refused cents in a lead's price */
    readonly wholePrices: boolean;
  };
  readonly eventTypes: readonly EventType[];
  /** those whose facts carry a price for the lead */
  readonly eventTypesWithPrice: readonly EventType[];
  /** those that can fit each condition of a rule */
  readonly eventTypesFor: Readonly<Record<Condition, readonly EventType[]>>;
  readonly placeholders: readonly Placeholder[];
  /** for each part of the ledger Kommo's field types that can hold it */
  readonly ledgerFields: Readonly<Record<LedgerField, { readonly accepts: readonly string[] }>>;
}

export interface CatalogName {
  readonly id: number;
  readonly name: string;
}

export interface CatalogPipeline extends CatalogName {
  readonly archived: boolean;
  /** without the stage for incoming leads, into which nothing can be moved */
  readonly stages: readonly CatalogStage[];
}

export interface CatalogStage extends CatalogName {
  readonly kind: 'open' | 'won' | 'lost';
  /** Kommo's, e.g. `#99ccff`; null where it gives none */
  readonly color: string | null;
}

interface CatalogField extends CatalogName {
  /** Kommo's, e.g. `text` or `date_time` */
  readonly type: string;
}

export interface CatalogProduct {
  readonly product: string;
  readonly sku: string | null;
  readonly path: string | null;
}
