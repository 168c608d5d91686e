/**
 * Pages of FastSpring's own app. Their addresses are not in FastSpring's documentation; they are what its app shows and
 * what public integrations link to.
 */
const app = 'https://app.fastspring.com';

/** The page of an order that was bought; a renewal's stands on its subscription's page. */
export function orderPage(orderId: string): string {
  return `${app}/order/home.xml?mRef=AcquisitionTransaction:${encodeURIComponent(orderId)}`;
}

export function subscriptionPage(subscriptionId: string): string {
  return `${app}/subscription/home.xml?mRef=Subscription:${encodeURIComponent(subscriptionId)}`;
}
