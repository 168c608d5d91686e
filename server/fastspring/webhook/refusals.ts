import { Problem } from '../../platform/http/problem.ts';

/** Why a webhook is refused for good, until somebody mends the cause; a 503 under load is not among them. */
const refusals = {
  unknown_address: [
    404,
    'Unknown webhook address',
    'No account has this webhook address. Copy the address again from the settings page of the widget in Kommo.',
  ],
  /** Answered as above: a stranger must not learn that the address once was one. */
  old_address: [
    404,
    'Unknown webhook address',
    'No account has this webhook address. Copy the address again from the settings page of the widget in Kommo.',
  ],
  uninstalled: [
    410,
    'The widget was uninstalled',
    'The widget was uninstalled from the Kommo account of this address, so nothing was stored. Remove the address in FastSpring → Developer Tools → Webhooks, or install the widget again.',
  ],
  no_secret: [
    401,
    'Signature not valid',
    'No webhook secret is saved here yet. Save in the widget’s settings the HMAC SHA256 Secret that FastSpring shows under Developer Tools → Webhooks.',
  ],
  signature_missing: [
    401,
    'Signature not valid',
    'The X-FS-Signature header is missing. Set an HMAC SHA256 Secret for this address in FastSpring › Developer Tools › Webhooks.',
  ],
  signature_mismatch: [
    401,
    'Signature not valid',
    'FastSpring’s signature does not match the secret saved here. Copy the secret again from FastSpring › Developer Tools › Webhooks.',
  ],
  too_large: [413, 'Too large', 'The body is larger than 5 MiB. Nothing was stored; send fewer events at a time.'],
  too_many_events: [
    413,
    'Too many events',
    'A delivery may hold at most 1,000 events. Nothing was stored; send fewer events at a time.',
  ],
  too_costly: [
    413,
    'Too much to read',
    'The body is nested too deeply, or has too many values, to be read. Nothing was stored; send fewer events at a time.',
  ],
  not_a_batch: [400, 'Not a FastSpring delivery', 'The body must be JSON with an "events" array. Nothing was stored.'],
} as const satisfies Readonly<Record<string, readonly [number, string, string]>>;

type Refusal = keyof typeof refusals;

/** What an account is shown of a refused webhook, and what `/metrics` counts. */
export const refusalReasons = [
  ...(['signature_mismatch', 'signature_missing', 'no_secret', 'old_address', 'uninstalled', 'too_large'] as const),
  ...(['not_a_batch', 'unknown_address'] as const),
];
export type RefusalReason = (typeof refusalReasons)[number];

/** Those of an account: an address that never was one has no row. */
export const storedRefusals = refusalReasons.filter((reason) => reason !== 'unknown_address');
export type StoredRefusal = (typeof storedRefusals)[number];

/** A webhook that is refused for good. Nothing of it was stored. */
export class WebhookRefused extends Problem {
  readonly reason: RefusalReason;

  constructor(refusal: Refusal) {
    const [status, title, detail] = refusals[refusal];
    super(status, title, detail, { code: `webhook_${refusal === 'old_address' ? 'unknown_address' : refusal}` });
    this.reason = refusal === 'too_many_events' || refusal === 'too_costly' ? 'too_large' : refusal;
  }
}

/** The last refused webhook of an account whose webhooks are not accepted again. */
export interface RefusedWebhookView {
  readonly reason: StoredRefusal;
  readonly at: string;
}
