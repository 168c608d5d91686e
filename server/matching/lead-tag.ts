import { createHmac, timingSafeEqual } from 'node:crypto';
import { deriveKey } from '../crypto/seal.ts';
import type { Fact } from '../ledger/fact.ts';

/** The order tag with the lead of a payment link. */
export const leadTagName = 'kommo_lead';

/** The lead named by an order's tags. */
export interface LeadTag {
  readonly leadId: number;
  /** `bare`: no signature, so anyone may have written it; `forged`: a wrong signature, or one for another account or lead */
  readonly kind: 'signed' | 'bare' | 'forged';
  /** as written in the order */
  readonly value: string;
}

/** Order tags that name a lead of a Kommo account, signed so that only this service can create them. */
export interface LeadTags {
  /**
   * The value of `leadTagName` for an order that must return to this lead, e.g. `152464.kC0…`: at most 38 characters of
   * `A-Z a-z 0-9 . _ -`, so that it fits in a URL and in FastSpring's 4,000 characters for all tags.
   */
  readonly sign: (leadId: number, kommoAccountId: number) => string;
  /**
   * The lead named by an order's or subscription's tags, preferably in a signed one. Null if they name none.
   * @param kommoAccountId null while it is unknown: then no signature can be checked
   */
  readonly read: (tags: Readonly<Record<string, string>>, kommoAccountId: number | null) => LeadTag | null;
}

/** 128 bits: cannot be guessed, and keeps the URL short. */
const signatureLength = 16;

/** @param encryptionKey 32 bytes; the tags' own key is derived from it */
export function createLeadTags(encryptionKey: Buffer): LeadTags {
  const key = deriveKey(encryptionKey, 'lead-tag');
  const signatureOf = (leadId: number, kommoAccountId: number): Buffer =>
    createHmac('sha256', key).update(`account ${kommoAccountId} lead ${leadId}`).digest().subarray(0, signatureLength);

  function check({ leadId, signature, value }: NamedLead, kommoAccountId: number | null): LeadTag {
    if (signature === null) return { leadId, kind: 'bare', value };
    const given = Buffer.from(signature, 'base64url');
    const isOurs =
      kommoAccountId !== null &&
      given.length === signatureLength &&
      given.toString('base64url') === signature &&
      timingSafeEqual(given, signatureOf(leadId, kommoAccountId));
    return { leadId, kind: isOurs ? 'signed' : 'forged', value };
  }

  return {
    sign: (leadId, kommoAccountId) => `${leadId}.${signatureOf(leadId, kommoAccountId).toString('base64url')}`,
    read: (tags, kommoAccountId) => {
      const named = namedLeads(tags).map((one) => check(one, kommoAccountId));
      return kindsInOrder.flatMap((kind) => named.find((tag) => tag.kind === kind) ?? [])[0] ?? null;
    },
  };
}

const kindsInOrder = ['signed', 'bare', 'forged'] as const;

/** A lead named by a tag, not yet verified. */
export interface NamedLead {
  readonly leadId: number;
  readonly signature: string | null;
  readonly value: string;
}

/** The leads named by an order's tags; the signatures are not checked. */
export function namedLeads(tags: Readonly<Record<string, string>>): readonly NamedLead[] {
  return Object.entries(tags).flatMap(([name, value]) => {
    const [, digits, signature = null] = /^\s*([1-9]\d{0,14})(?:\.(\S{1,200}))?\s*$/.exec(value) ?? [];
    return isLeadTagName(name) && digits !== undefined ? [{ leadId: Number(digits), signature, value }] : [];
  });
}

/** Shops that tag orders themselves use names such as `leadId` or `kommo_lead_id`. */
const leadTagNames: ReadonlySet<string> = new Set(['kommolead', 'kommoleadid', 'leadid', 'lead']);

function isLeadTagName(name: string): boolean {
  return leadTagNames.has(name.toLowerCase().replace(/[^a-z]/g, ''));
}

/** A fact's tags; its order's override its subscription's. */
export function tagsOf(fact: Fact): Readonly<Record<string, string>> {
  return {
    ...('subscription' in fact ? fact.subscription?.tags : null),
    ...('order' in fact ? fact.order.tags : null),
  };
}
