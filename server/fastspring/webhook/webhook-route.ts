import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import rawBody from 'fastify-raw-body';
import { StorageFailed } from '../../platform/database/failures.ts';
import { createBodyBudget } from '../../platform/http/body-budget.ts';
import { Problem } from '../../platform/http/problem.ts';
import type { Arrivals } from '../../platform/runtime/arrivals.ts';
import { createSchedule } from '../../platform/runtime/schedule.ts';
import { type Admit, admitTogether } from './admit-together.ts';
import type { IncomingEvent } from './batch.ts';
import type { DeliveryAllowance } from './delivery-allowance.ts';
import { createDeliveryReader, type DeliveryReader } from './delivery-reader.ts';
import { largeDelivery } from './large-delivery.ts';
import { type RefusalReason, WebhookRefused } from './refusals.ts';
import type { RefusedWebhooks } from './refused-webhooks.ts';
import { isSignature, isSignedBy } from './signature.ts';
import type { WebhookAddress, WebhookOwner, WebhookOwners } from './webhook-secrets.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** the account and secrets of a webhook, also of one that is refused: known before its body is read */
    webhookOwner: WebhookOwner | null;
  }
}

export interface WebhookDependencies {
  readonly findOwner: WebhookOwners['findOwner'];
  /** removes erased people from the events of an account */
  readonly admit: Admit;
  readonly store: (accountId: string, events: readonly IncomingEvent[]) => Promise<void>;
  readonly allowance: DeliveryAllowance;
  readonly refused: RefusedWebhooks;
  /** notes the deliveries in progress whose signature is right */
  readonly arrivals: Pick<Arrivals, 'during'>;
  /** starts the work on the account's new events; never throws, never waits */
  readonly recordSoon: (accountId: string) => void;
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
  const { findOwner, allowance, refused, recordSoon } = dependencies;
  // The plugin brings its own JSON parser and accepts no second one.
  app.removeAllContentTypeParsers();
  await app.register(rawBody, { global: false, encoding: false, runFirst: true });
  app.decorateRequest('webhookOwner', null);
  app.addHook<DeliveryRoute>('onRequest', async (request) => {
    // A proxy may have changed the content type: the signature covers the bytes, and only one kind of bytes is signed.
    delete request.raw.headers['content-type'];
    request.webhookOwner = (await findPresentOwner(findOwner, addressOf(request))) ?? null;
    allowance.check(requireAdmitted(request).accountId, announcedBytes(request));
  });
  app.addHook('onError', async (request, reply, error) => {
    const reason = reasonOf(error);
    if (reason !== undefined) refused.refused(request.webhookOwner ?? undefined, reason);
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
  app.addHook('onClose', refused.close);
  const take = createIntake(dependencies, reader);
  const budget = createBodyBudget(bytesInFlight, ({ webhookOwner }) => webhookOwner?.accountId ?? '');
  const options = { config: { rawBody: true }, bodyLimit, preParsing: budget.countBody };
  app.post<DeliveryRoute>('/webhooks/fastspring', options, receive);
  app.post<DeliveryRoute>('/webhooks/fastspring/:key', options, receive);

  async function receive(request: Delivery, reply: FastifyReply): Promise<FastifyReply> {
    const { owner, events } = await budget.holdDuring(request, () => take(request));
    const { accountId } = owner;
    refused.accepted(owner);
    recordSoon(accountId);
    app.log.info({ accountId, events, ms: Math.round(reply.elapsedTime) }, 'a delivery of FastSpring was stored');
    return reply.code(200).send();
  }
}

/** @returns a function that takes the body of a delivery: verifies and stores it */
function createIntake(dependencies: WebhookDependencies, reader: DeliveryReader) {
  const { findOwner, allowance, arrivals } = dependencies;
  const readAndStore = createStoring(dependencies, reader);
  const schedule = createSchedule();
  return async (request: Delivery): Promise<{ readonly owner: WebhookOwner; readonly events: number }> => {
    const body = bytesOf(request);
    const owner = await authenticate(findOwner, request, body);
    // Not before the signature is verified: a sender who only knows the address must not use up the allowance, and must
    // not hold up recording.
    allowance.spend(owner.accountId, body.length);
    const inTurn = () => {
      if (body.length < largeDelivery) return readAndStore(owner, body);
      return schedule(owner.accountId, async () => {
        if (request.raw.socket.destroyed) throw senderGone();
        return readAndStore(owner, body);
      });
    };
    return { owner, events: await arrivals.during(inTurn) };
  };
}

/** @returns a function that stores the events of a body and returns their number */
function createStoring({ admit, allowance, store }: WebhookDependencies, reader: DeliveryReader) {
  const admitEvents = admitTogether(admit);
  return async ({ accountId, hasErasedPeople }: WebhookOwner, body: Buffer): Promise<number> => {
    const reading = await reader.read(body);
    if (reading.outcome !== 'events') throw new WebhookRefused(refusedBatches[reading.outcome]);
    const { events } = reading;
    allowance.spendOnEvents(accountId, events.length, body.length);
    await storing(async () => store(accountId, hasErasedPeople ? await admitEvents(accountId, events) : events));
    return events.length;
  };
}

async function findPresentOwner(
  findOwner: WebhookOwners['findOwner'],
  address: WebhookAddress,
): Promise<WebhookOwner | undefined> {
  const remembered = await storing(() => findOwner(address, false));
  // After a new installation, webhooks must not be refused because of what is remembered.
  return remembered?.isUninstalled ? storing(() => findOwner(address, true)) : remembered;
}

/** Checks the address and the form of the signature before the body is read: a body without an account is never held. */
function requireAdmitted(request: Delivery): WebhookOwner {
  const owner = requireInstalled(request.webhookOwner ?? undefined);
  const signature = signatureOf(request);
  if (!isSignature(signature)) throw badSignature(owner, signature);
  return owner;
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
  if (owner === undefined) throw new WebhookRefused('unknown_address');
  if (owner.isFormer) throw new WebhookRefused('old_address');
  if (owner.isUninstalled) throw new WebhookRefused('uninstalled');
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

function badSignature(owner: WebhookOwner, signature: string | undefined): WebhookRefused {
  if (owner.secrets.length === 0) return new WebhookRefused('no_secret');
  return new WebhookRefused(signature === undefined ? 'signature_missing' : 'signature_mismatch');
}

/** The sender never gets the answer. FastSpring sends every unacknowledged delivery again. */
function senderGone(): Problem {
  return new Problem(499, 'The sender is gone', 'The connection was closed before its turn came. Nothing was stored.', {
    code: 'sender_gone',
  });
}

const refusedBatches = { tooManyEvents: 'too_many_events', tooCostly: 'too_costly', notABatch: 'not_a_batch' } as const;

/** Of a body larger than the limit; Fastify counts it. */
function reasonOf(error: unknown): RefusalReason | undefined {
  if (error instanceof WebhookRefused) return error.reason;
  return error instanceof Error && 'code' in error && error.code === 'FST_ERR_CTP_BODY_TOO_LARGE'
    ? 'too_large'
    : undefined;
}
