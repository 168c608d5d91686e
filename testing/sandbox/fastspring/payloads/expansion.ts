export interface Expansion {
  /** FastSpring's webhook expansion: objects instead of ids, one level deep */
  readonly expanded: boolean;
}
