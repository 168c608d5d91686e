import type { CustomerReference } from './fact.ts';

/** FastSpring account ids that stand for erased persons begin with this; FastSpring's own never do. */
export const stubPrefix = 'erased-';

/** Stands where an erased person's word was. No address: nothing matches it. */
export const erasedText = 'erased';

/** Whether the identity is that of a person who was erased: nothing is searched for, linked or created for it. */
export function isErasedIdentity(identity: string): boolean {
  return identity.startsWith(`account:${stubPrefix}`);
}

/** What the reference still says of a person. An erased address only keeps the rank of the statement that had one. */
export function knownOf(customer: CustomerReference): CustomerReference {
  return customer.email === erasedText ? { ...customer, email: null } : customer;
}
