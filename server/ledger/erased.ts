import type { CustomerReference } from './fact.ts';

/** FastSpring account ids that stand for erased persons begin with this; FastSpring's own never do. */
export const stubPrefix = 'erased-';

/** Replaces an erased person's text. It is not an address, so nothing matches it. */
export const erasedText = 'erased';

/** Whether the identity belongs to an erased person: nothing is searched for, linked or created for it. */
export function isErasedIdentity(identity: string): boolean {
  return identity.startsWith(`account:${stubPrefix}`);
}

/** The remaining data about a person. An erased address only keeps the rank of the statement that had one. */
export function knownOf(customer: CustomerReference): CustomerReference {
  return customer.email === erasedText ? { ...customer, email: null } : customer;
}
