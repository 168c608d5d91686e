import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Fact } from '../ledger/fact.ts';
import { copyIn } from '../ledger/subscription-copy.ts';
import { day } from '../platform/time/units.ts';

/** The order tag with the lead of a payment link. */
export const leadTagName = 'kommo_lead';

/** The lead named by an order's tags. */
export interface LeadTag {
  readonly leadId: number;
  /**
   * `expired`: signed, for a purchase that came too late; `bare`: no signature, so anyone may have written it; `forged`: a
   * wrong signature, or one for another account or lead
   */
  readonly kind: 'signed' | 'expired' | 'bare' | 'forged';
  /** as written in the order */
  readonly value: string;
}

/** 128 bits: cannot be guessed, and keeps the URL short. */
const signatureLength = 16;

/** A quote is open for 30 days, and a bank transfer takes its time. */
const daysGood = 90;
/** Tags without a day are of an older version, which made no more of them by then. */
const lastDayOfOlderTags = Date.UTC(2027, 2, 1) / day;

export type LeadTags = ReturnType<typeof createLeadTags>;

/**
 * Order tags that name a lead of a Kommo account, signed so that only this service can create them.
 * @param secret the service's own, by the name `lead-tag`
 */
export function createLeadTags(secret: Buffer) {
  const signatureOf = (leadId: number, kommoAccountId: number, lastDay: string | null): Buffer => {
    const end = lastDay === null ? '' : ` until ${lastDay}`;
    const text = `account ${kommoAccountId} lead ${leadId}${end}`;
    return createHmac('sha256', secret).update(text).digest().subarray(0, signatureLength);
  };

  function check({ leadId, lastDay, signature, value }: NamedLead, account: number | null, at: number): LeadTag {
    if (signature === null) return { leadId, kind: 'bare', value };
    const given = Buffer.from(signature, 'base64url');
    const isOurs =
      account !== null &&
      given.length === signatureLength &&
      given.toString('base64url') === signature &&
      timingSafeEqual(given, signatureOf(leadId, account, lastDay));
    if (!isOurs) return { leadId, kind: 'forged', value };
    const end = lastDay === null ? lastDayOfOlderTags : Number.parseInt(lastDay, 36);
    return { leadId, kind: Math.floor(at / day) <= end ? 'signed' : 'expired', value };
  }

  return {
    /**
     * The value of `leadTagName` for an order that must return to this lead, e.g. `152464.g2k.kC0…`: at most 43 characters
     * of `A-Z a-z 0-9 . _ -`, so that it fits in a URL and in FastSpring's 4,000 characters for all tags. Anyone who sees
     * it can order with it, so it expires 90 days after `madeAt` (ms).
     */
    sign(leadId: number, kommoAccountId: number, madeAt: number): string {
      const lastDay = (Math.floor(madeAt / day) + daysGood).toString(36);
      return `${leadId}.${lastDay}.${signatureOf(leadId, kommoAccountId, lastDay).toString('base64url')}`;
    },
    /**
     * The lead named by an order's or subscription's tags, preferably in a signed one. Null if they name none.
     * @param account null while it is unknown: then no signature can be checked
     * @param at of the purchase, ms
     */
    read(tags: Readonly<Record<string, string>>, account: number | null, at: number): LeadTag | null {
      const named = namedLeads(tags).map((one) => check(one, account, at));
      return kindsInOrder.flatMap((kind) => named.find((tag) => tag.kind === kind) ?? [])[0] ?? null;
    },
  };
}

const kindsInOrder = ['signed', 'expired', 'bare', 'forged'] as const;

/** A lead named by a tag, not yet verified. */
export interface NamedLead {
  readonly leadId: number;
  /** the last day on which it is good, counted from 1970, to the base of 36; null in a tag of an older version */
  readonly lastDay: string | null;
  readonly signature: string | null;
  readonly value: string;
}

/** The leads named by an order's tags; the signatures are not checked. */
export function namedLeads(tags: Readonly<Record<string, string>>): readonly NamedLead[] {
  return Object.entries(tags).flatMap(([name, value]) => {
    const parts = /^\s*(?<digits>[1-9]\d{0,14})(?:\.(?:(?<lastDay>[0-9a-z]{1,5})\.)?(?<signature>\S{1,200}))?\s*$/;
    const { digits, lastDay = null, signature = null } = parts.exec(value)?.groups ?? {};
    return isLeadTagName(name) && digits !== undefined ? [{ leadId: Number(digits), lastDay, signature, value }] : [];
  });
}

/** Shops that tag orders themselves use names such as `leadId` or `kommo_lead_id`. */
const leadTagNames: ReadonlySet<string> = new Set(['kommolead', 'kommoleadid', 'leadid', 'lead']);

function isLeadTagName(name: string): boolean {
  return leadTagNames.has(name.toLowerCase().replace(/[^a-z]/g, ''));
}

/** When a fact's tags were put on: a renewal carries those of its subscription's first order. */
export function purchasedAt(fact: Fact): number {
  return Math.min(copyIn(fact)?.startedAt ?? fact.occurredAt, fact.occurredAt);
}

/** A fact's tags; its order's override its subscription's. */
export function tagsOf(fact: Fact): Readonly<Record<string, string>> {
  return { ...copyIn(fact)?.tags, ...('order' in fact ? fact.order.tags : null) };
}
