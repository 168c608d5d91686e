import { createHmac, timingSafeEqual } from 'node:crypto';
import { deriveKey } from '../crypto/seal.ts';
import type { Fact } from '../ledger/fact.ts';

/** The order tag in which a payment link carries its lead. */
export const leadTagName = 'kommo_lead';

/** What an order's tags say of its lead. */
export interface LeadTag {
  readonly leadId: number;
  /** `bare` has no signature and may be anybody's; `forged` has one that is not ours, or of another account or lead */
  readonly kind: 'signed' | 'bare' | 'forged';
  /** as it stands in the order */
  readonly value: string;
}

/** Order tags that name a lead of a Kommo account, which only this service can make. */
export interface LeadTags {
  /**
   * The value of `leadTagName` for an order that must come back to this lead, e.g. `152464.kC0…`: at most 38 characters
   * of `A-Z a-z 0-9 . _ -`, so that it survives an address and FastSpring's 4,000 characters for all tags.
   */
  readonly sign: (leadId: number, kommoAccountId: number) => string;
  /**
   * The lead that an order's or subscription's tags name; of several a signed one first. Null when they name none.
   * @param kommoAccountId null while it is not known: then nothing can be signed for it
   */
  readonly read: (tags: Readonly<Record<string, string>>, kommoAccountId: number | null) => LeadTag | null;
}

/** 128 bits: nobody guesses one, and an address stays short. */
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

/** A lead that a tag names, whoever put it there. */
export interface NamedLead {
  readonly leadId: number;
  readonly signature: string | null;
  readonly value: string;
}

/** The leads that an order's tags name, their signatures unchecked. */
export function namedLeads(tags: Readonly<Record<string, string>>): readonly NamedLead[] {
  return Object.entries(tags).flatMap(([name, value]) => {
    const [, digits, signature = null] = /^\s*([1-9]\d{0,14})(?:\.(\S{1,200}))?\s*$/.exec(value) ?? [];
    return isLeadTagName(name) && digits !== undefined ? [{ leadId: Number(digits), signature, value }] : [];
  });
}

/** Shops that tag orders themselves call it `leadId`, `kommo_lead_id` …: without a signature it counts for little. */
const leadTagNames: ReadonlySet<string> = new Set(['kommolead', 'kommoleadid', 'leadid', 'lead']);

function isLeadTagName(name: string): boolean {
  return leadTagNames.has(name.toLowerCase().replace(/[^a-z]/g, ''));
}

/** The tags that a fact carries: its order's before its subscription's. */
export function tagsOf(fact: Fact): Readonly<Record<string, string>> {
  return {
    ...('subscription' in fact ? fact.subscription?.tags : null),
    ...('order' in fact ? fact.order.tags : null),
  };
}
