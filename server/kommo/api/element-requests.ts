import type { z } from 'zod';
import type { ListPage } from './list-page.ts';
import type { elementSchema, invoiceListSchema } from './schemas.ts';

export type KommoInvoiceList = Readonly<z.infer<typeof invoiceListSchema>>;
export type KommoElement = z.infer<typeof elementSchema>;

/** A field of an element by its id; null empties it. */
export interface ElementFieldValue {
  readonly field_id: number;
  readonly values:
    | readonly { readonly value?: unknown; readonly enum_id?: number; readonly enum_code?: string }[]
    | null;
}

interface NewElement {
  readonly name: string;
  readonly custom_fields_values: readonly ElementFieldValue[];
  readonly request_id: string;
}

interface ElementChange extends Partial<NewElement> {
  readonly id: number;
  readonly request_id: string;
}

/** `updatedAt` is Kommo's, in Unix s; null where it does not say. */
export interface WrittenElement {
  readonly id: number;
  readonly updatedAt: number | null;
}

/** Kommo's lists, which its API calls catalogs: https://developers.kommo.com/reference/lists */
export interface ElementRequests {
  /** the account's list of invoices with its fields, or none; two requests */
  readonly getInvoiceLists: () => Promise<readonly KommoInvoiceList[]>;
  /** @param query omitted for the first page, else the one that the previous page has named */
  readonly readElementPage: (listId: number, query?: string) => Promise<ListPage<KommoElement>>;
  /** up to 250 ids; missing ones are left out */
  readonly getElements: (listId: number, ids: readonly number[]) => Promise<readonly KommoElement[]>;
  /** up to 50; the answers come back in the order of the elements */
  readonly createElements: (listId: number, elements: readonly NewElement[]) => Promise<readonly WrittenElement[]>;
  /** up to 50; unnamed fields stay unchanged, and Kommo may leave an element out of its answer */
  readonly updateElements: (listId: number, changes: readonly ElementChange[]) => Promise<readonly WrittenElement[]>;
  readonly linkElements: (leadId: number, listId: number, elementIds: readonly number[]) => Promise<void>;
  readonly unlinkElements: (leadId: number, listId: number, elementIds: readonly number[]) => Promise<void>;
}
