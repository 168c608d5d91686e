import type { PaymentLinkDraft } from './payment-links-view.ts';

/**
 * The body of `POST /api/v1/leads/payment-links`: one checkout link for each lead, at most 50. The country is for buyers
 * without one from FastSpring.
 */
export interface ManyLinksDraft extends Pick<PaymentLinkDraft, 'product' | 'quantity' | 'coupon' | 'country'> {
  readonly links: readonly {
    /** a UUID of the browser's own: the same one again makes no second link */
    readonly id: string;
    readonly leadId: number;
  }[];
}

/** In the order of the leads that were named. */
export interface ManyLinks {
  readonly links: readonly ManyLinksEntry[];
}

export type ManyLinksEntry = MadeForLead | NotMadeForLead;

interface MadeForLead {
  readonly leadId: number;
  /** what the buyer is sent */
  readonly url: string;
  readonly email: string;
}

interface NotMadeForLead {
  readonly leadId: number;
  /**
   * `lead_hidden`, `lead_unknown`, `no_email`: neither the lead's contacts nor its customers have an e-mail address;
   * `not_yet`: the time of one request was over, another makes it; else the code of the same problem on a single lead
   */
  readonly problem: string;
  /** FastSpring's or Kommo's own words */
  readonly reason: string | null;
}
