/**
 * Pages of FastSpring's own app. Their addresses are not in FastSpring's documentation; they are what its app shows and
 * what public integrations link to.
 */
const app = 'https://app.fastspring.com';

/**
 * The beginnings of their addresses; an id follows, as part of a query. A renewal's order has no page of its own and
 * stands on its subscription's.
 */
export const pagesBegin = {
  order: `${app}/order/home.xml?mRef=AcquisitionTransaction:`,
  subscription: `${app}/subscription/home.xml?mRef=Subscription:`,
} as const;
