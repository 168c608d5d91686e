/** A page of a list of Kommo's; `next` is the query of the one after it, null on the last one. */
export interface ListPage<Item> {
  readonly items: Item[];
  readonly next: string | null;
}
