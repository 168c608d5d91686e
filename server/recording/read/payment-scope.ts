/** Whose payments are read: all of these customers, and single orders and subscriptions of others. */
export interface PaymentScope {
  readonly accountId: string;
  readonly customerIds: readonly string[];
  readonly orderIds: readonly string[];
  readonly subscriptionIds: readonly string[];
}
