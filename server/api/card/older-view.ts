/** The rest of a list that an answer begins. */
export interface Older {
  /** null where they are not counted */
  readonly count: number | null;
  /** for `GET …/payments/{list}?cursor=` */
  readonly cursor: string;
}

/** What `GET …/payments/{list}?cursor=` answers: the next hundred of one list, as the card has them, and what follows. */
export interface OlderPage<Item = unknown> {
  readonly items: readonly Item[];
  readonly older: Older | null;
}
