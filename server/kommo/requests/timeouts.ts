/** How long this process and Kommo wait for each other, ms. */
export const kommoTimeouts = {
  /** Kommo counts the requests of each such period */
  windowMs: 1_000,
  /** for a whole exchange, body included */
  exchangeMs: 15_000,
  /**
   * for the connection to a proxy, and again for its answer; both together are less than an exchange, so that of a proxy
   * that says nothing it is known that nothing was sent
   */
  proxyMs: 5_000,
  /** between the claim of a slot and the sending; well below the slots' bound for a request that is under way */
  sendWithinMs: 1_000,
  /** Kommo's server waits three seconds for an answer to the code that it brings, and never brings it again */
  installAnswerMs: 2_000,
  /** installations and their attempts are counted in each such period */
  installsMs: 60_000,
  /** between two tries to store a pair of tokens that Kommo has given out */
  storeAgainMs: 1_000,
  /** a person waits so long for Kommo's word on who may do what while an older one is remembered */
  rightsAnswerMs: 1_000,
  /** what is under way at a stop is broken off then; the rest of the ten seconds is for marking it */
  closeMs: 8_000,
};

export type KommoTimeouts = Readonly<typeof kommoTimeouts>;
