/** ms for a whole exchange, body included */
export const exchangeMs = 30_000;
