import type { Customer } from '../records.ts';
import type { Payload } from './values.ts';

/** `data` of account.created and account.updated, and an expanded `account` elsewhere. Its address keys hold spaces. */
export function accountPayload(customer: Customer): Payload {
  return {
    id: customer.id,
    account: customer.id,
    contact: contact(customer),
    address: {
      'address line 1': customer.street,
      'address line 2': null,
      city: customer.city,
      country: customer.country,
      'postal code': customer.postalCode,
      region: null,
      'region custom': null,
      company: customer.company,
    },
    language: customer.language,
    country: customer.country,
    lookup: {
      global: `${customer.id.slice(0, 18)}glob`,
      ...(customer.customKey === null ? {} : { custom: customer.customKey }),
    },
    url: 'https://bluebird.test.onfastspring.com/account',
  };
}

/** The account inside other payloads: the whole object with expansion, its id without. */
export function accountReference(customer: Customer, expanded: boolean): Payload | string {
  return expanded ? accountPayload(customer) : customer.id;
}

export function contact(customer: Customer): Payload {
  const { first, last, email, company, phone } = customer;
  return { first, last, email, company, phone, subscribed: true };
}

/** An order's address; its keys are written differently from an account's. */
export function orderAddress(customer: Customer): Payload {
  const { street, city, postalCode, country } = customer;
  return {
    addressLine1: street,
    city,
    postalCode,
    country,
    display: [street, city, postalCode, country].join(', '),
  };
}
