/** A page of one of Kommo's lists; `next` is the query of the following page, null on the last one. */
export interface ListPage<Item> {
  readonly items: Item[];
  readonly next: string | null;
}
