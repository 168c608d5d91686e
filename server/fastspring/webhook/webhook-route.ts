import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import rawBody from 'fastify-raw-body';
import { StorageFailed } from '../../platform/database/failures.ts';
import { createBodyBudget } from '../../platform/http/body-budget.ts';
import { Problem } from '../../platform/http/problem.ts';
import { createSchedule } from '../../platform/runtime/schedule.ts';
import { type Admit, admitTogether } from './admit-together.ts';
import type { IncomingEvent } from './batch.ts';
import type { DeliveryAllowance } from './delivery-allowance.ts';
import { createDeliveryReader, type DeliveryReader } from './delivery-reader.ts';
import { largeDelivery } from './large-delivery.ts';
import { isSignature, isSignedBy } from './signature.ts';
import type { WebhookAddress, WebhookOwner, WebhookOwners } from './webhook-secrets.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** the account and secrets of a webhook: known before its body is read */
    webhookOwner: WebhookOwner | null;
  }
}

export interface WebhookDependencies {
  readonly findOwner: WebhookOwners['findOwner'];
  /** removes erased people from the events of an account */
  readonly admit: Admit;
  readonly store: (accountId: string, events: readonly IncomingEvent[]) => Promise<void>;
  readonly allowance: DeliveryAllowance;
  /** starts the work on the account's new events; never throws, never waits */
  readonly wake: (accountId: string) => void;
}

const mebibyte = 1024 * 1024;
const bodyLimit = 5 * mebibyte;
/**
 * Of deliveries in progress: an account may have one of the largest and some usual ones; all fit into a small machine.
 */
const bytesInFlight = { perOwner: 8 * mebibyte, inAll: 32 * mebibyte };

/**
 * FastSpring's webhook: find the account, check the signature, store, acknowledge. FastSpring counts only a 200 as
 * received; after anything else the first retry comes an hour later
 * (https://developer.fastspring.com/reference/processed-and-unprocessed-webhook-events).
 */
export async function webhookRoutes(app: FastifyInstance, dependencies: WebhookDependencies): Promise<void> {
  const { findOwner, allowance, wake } = dependencies;
  // The plugin brings its own JSON parser and accepts no second one.
  app.removeAllContentTypeParsers();
  await app.register(rawBody, { global: false, encoding: false, runFirst: true });
  app.decorateRequest('webhookOwner', null);
  app.addHook<DeliveryRoute>('onRequest', async (request) => {
    // A proxy may have changed the content type: the signature covers the bytes, and only one kind of bytes is signed.
    delete request.raw.headers['content-type'];
    request.webhookOwner = await admit(findOwner, addressOf(request), signatureOf(request));
    allowance.check(request.webhookOwner.accountId, announcedBytes(request));
  });
  app.addHook('onError', async (request, reply, error) => {
    // An unverified large body would be read only to be thrown away. A sender with an account is still writing, and
    // would see its connection break in place of the answer.
    if (error instanceof Problem && error.status === 404 && isLargeAndUnread(request))
      reply.header('connection', 'close');
  });
  // The signature is checked over the bytes before anything is parsed, so nothing here may parse them.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, _body, done) => done(null, undefined));

  const reader = createDeliveryReader();
  app.addHook('onClose', reader.close);
  const readAndStore = createIntake(dependencies, reader);
  const schedule = createSchedule();
  const budget = createBodyBudget(bytesInFlight, ({ webhookOwner }) => webhookOwner?.accountId ?? '');
  const options = { config: { rawBody: true }, bodyLimit, preParsing: budget.countBody };
  app.post<DeliveryRoute>('/webhooks/fastspring', options, receive);
  app.post<DeliveryRoute>('/webhooks/fastspring/:key', options, receive);

  async function receive(request: Delivery, reply: FastifyReply): Promise<FastifyReply> {
    const owner = await budget.holdDuring(request, () => take(request));
    wake(owner.accountId);
    return reply.code(200).send();
  }

  async function take(request: Delivery): Promise<WebhookOwner> {
    const body = bytesOf(request);
    const owner = await authenticate(findOwner, request, body);
    // Not before the signature is verified: a sender who only knows the address must not use up the allowance.
    allowance.spend(owner.accountId, body.length);
    if (body.length < largeDelivery) await readAndStore(owner, body);
    else
      await schedule(owner.accountId, async () => {
        if (request.raw.socket.destroyed) throw refusal('senderGone');
        await readAndStore(owner, body);
      });
    return owner;
  }
}

function createIntake({ admit, allowance, store }: WebhookDependencies, reader: DeliveryReader) {
  const admitEvents = admitTogether(admit);
  return async ({ accountId, hasErasedPeople }: WebhookOwner, body: Buffer): Promise<void> => {
    const reading = await reader.read(body);
    if (reading.outcome !== 'events') throw refusal(reading.outcome);
    const { events } = reading;
    allowance.spendOnEvents(accountId, events.length, body.length);
    await storing(async () => store(accountId, hasErasedPeople ? await admitEvents(accountId, events) : events));
  };
}

/** Checks the address and the form of the signature before the body is read: a body without an account is never held. */
async function admit(
  findOwner: WebhookOwners['findOwner'],
  address: WebhookAddress,
  signature: string | undefined,
): Promise<WebhookOwner> {
  const remembered = await storing(() => findOwner(address, false));
  // After a new installation, webhooks must not be refused because of what is remembered.
  const owner = remembered?.isUninstalled ? await storing(() => findOwner(address, true)) : remembered;
  const installed = requireInstalled(owner);
  if (!isSignature(signature)) throw badSignature(installed, signature);
  return installed;
}

async function authenticate(
  findOwner: WebhookOwners['findOwner'],
  request: Delivery,
  body: Buffer,
): Promise<WebhookOwner> {
  const signature = signatureOf(request);
  const remembered = request.webhookOwner;
  if (remembered !== null && isSignedBy(remembered.secrets, body, signature)) return remembered;
  const owner = requireInstalled(await storing(() => findOwner(addressOf(request), true)));
  if (!isSignedBy(owner.secrets, body, signature)) throw badSignature(owner, signature);
  return owner;
}

function requireInstalled(owner: WebhookOwner | undefined): WebhookOwner {
  if (owner === undefined) throw refusal('unknownAddress');
  if (owner.isUninstalled) throw refusal('uninstalled');
  return owner;
}

interface DeliveryRoute {
  readonly Params: { readonly key?: string };
}
type Delivery = FastifyRequest<DeliveryRoute>;

function addressOf({ params: { key } }: Delivery): WebhookAddress {
  return key === undefined ? 'single' : { key };
}

/** On any database failure FastSpring must send the delivery again. */
async function storing<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw new StorageFailed(error);
  }
}

function bytesOf(request: FastifyRequest): Buffer {
  return Buffer.isBuffer(request.rawBody) ? request.rawBody : Buffer.alloc(0);
}

function isLargeAndUnread({ raw: { headers, readableDidRead } }: FastifyRequest): boolean {
  const announced = headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : Infinity;
  return announced > mebibyte / 16 && !readableDidRead;
}

function announcedBytes({ headers }: FastifyRequest): number {
  return Math.min(Number(headers['content-length'] ?? 0), bodyLimit);
}

function signatureOf(request: FastifyRequest): string | undefined {
  const header = request.headers['x-fs-signature'];
  return Array.isArray(header) ? header[0] : header;
}

function badSignature(owner: WebhookOwner, signature: string | undefined): Problem {
  if (owner.secrets.length === 0) return refusal('noSecret');
  return refusal(signature === undefined ? 'noSignature' : 'otherSignature');
}

function refusal(reason: keyof typeof refusals): Problem {
  const [status, title, detail] = refusals[reason];
  return new Problem(status, title, detail);
}

const refusals = {
  unknownAddress: [
    404,
    'Unknown webhook address',
    'No account has this webhook address. Copy the address again from the settings page of the widget in Kommo.',
  ],
  uninstalled: [
    410,
    'The widget was uninstalled',
    'The widget was uninstalled from the Kommo account of this address, so nothing was stored. Remove the address in FastSpring → Developer Tools → Webhooks, or install the widget again.',
  ],
  noSecret: [
    401,
    'Signature not valid',
    'No webhook secret is saved here yet. Save in the widget’s settings the HMAC SHA256 Secret that FastSpring shows under Developer Tools → Webhooks.',
  ],
  noSignature: [
    401,
    'Signature not valid',
    'The X-FS-Signature header is missing. Set an HMAC SHA256 Secret for this address in FastSpring → Developer Tools → Webhooks.',
  ],
  otherSignature: [
    401,
    'Signature not valid',
    'FastSpring’s signature does not fit the secret saved here. Copy the secret again from FastSpring → Developer Tools → Webhooks.',
  ],
  /** The sender never gets the answer. FastSpring sends every unacknowledged delivery again. */
  senderGone: [499, 'The sender is gone', 'The connection was closed before its turn came. Nothing was stored.'],
  tooManyEvents: [
    413,
    'Too many events',
    'A delivery may hold at most 1,000 events. Nothing was stored; send fewer events at a time.',
  ],
  tooCostly: [
    413,
    'Too much to read',
    'The body is nested too deeply, or has too many values, to be read. Nothing was stored; send fewer events at a time.',
  ],
  notABatch: [400, 'Not a FastSpring delivery', 'The body must be JSON with an "events" array. Nothing was stored.'],
} as const satisfies Readonly<Record<string, readonly [number, string, string]>>;
