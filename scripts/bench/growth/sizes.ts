/** The first account is large; the others share the rest. Facts of customers without a lead wait. */
export const sizes = {
  accounts: 5_000,
  events: { large: 300_000, small: 700_000 },
  customers: { large: 50_000, withoutLead: 37_500, small: 5 },
  facts: { largeCustomer: 2, smallCustomer: 8 },
};
