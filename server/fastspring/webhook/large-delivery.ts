/**
 * Bytes or characters from which a delivery is large. Large ones wait for each other, so that small ones do not have
 * to.
 */
export const largeDelivery = 256 * 1024;
