import { z } from 'zod';
import { isLoopbackHost } from '../platform/http/loopback.ts';
import { direct, egressAddresses } from './egress-addresses.ts';
import { makerOf, makerVariables } from './maker.ts';
import { readSmtpAddress, type SmtpConfig } from './smtp-address.ts';

/** A value of the environment is missing or malformed; the message is one line that names the variable. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

const isSafeUrl = (url: URL) => url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname));

/** No white space: a value that a browser or a terminal has wrapped was not copied completely. */
const word = z.string().regex(/^\S+$/, 'must not contain white space');
/** People choose these values at FastSpring, so they may contain spaces. */
const line = z.string().regex(/^[^\r\n]*$/, 'must be a single line');
const address = word
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), 'must be an http(s) address')
  .transform((text) => text.replace(/\/+$/, ''));
const safeForm = 'must begin with https:// (http:// only on this machine)';
const publicAddress = address
  .refine((text) => isSafeUrl(new URL(text)), safeForm)
  .refine((text) => {
    const { search, hash, username } = new URL(text);
    return search + hash + username === '';
  }, 'must be an http(s) address without a query and a user name');
const safeAddress = address.refine((text) => isSafeUrl(new URL(text)), safeForm);
/** Kept exactly as written: in a receiver's address every character counts. */
const alarmAddress = word
  .refine((text) => URL.canParse(text) && isSafeUrl(new URL(text)), safeForm)
  .refine((text) => !URL.canParse(text) || new URL(text).username === '', 'must be an address without a user name');
const emailAddress = z.email('must be an e-mail address');
const mailServer = word.refine(
  (text) => URL.canParse(text) && /^smtps?:$/.test(new URL(text).protocol) && new URL(text).hostname !== '',
  'must be a mail server: smtp://user:password@host:port, or smtps://',
);
const originTemplate = word
  .refine((text) => text.includes('{subdomain}'), 'must contain {subdomain}')
  .transform((text) => text.replace(/\/+$/, ''))
  .refine((text) => {
    const sample = text.replaceAll('{subdomain}', 'example');
    return URL.canParse(sample) && isSafeUrl(new URL(sample));
  }, 'must be an https:// address (http:// only on this machine)');
const wholeNumber = (low: number, high: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${low} to ${high}`)
    .transform(Number)
    .refine((number) => number >= low && number <= high, `must be a whole number from ${low} to ${high}`);
const stageId = wholeNumber(1, 2 ** 31 - 1);
const keyForm = '32 bytes in base64 (openssl rand -base64 32)';
export const encryptionKeySchema = z
  .string()
  .refine((text) => /^[A-Za-z0-9+/]{43}=$/.test(text), `must be ${keyForm}`)
  .transform((text): Buffer => Buffer.from(text, 'base64'));

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const environment = z.object({
  PORT: wholeNumber(0, 65_535).default(3000),
  HOST: word.default('127.0.0.1'),
  PUBLIC_URL: publicAddress.default('http://localhost:3000'),
  DATABASE_URL: word.regex(/^postgres(ql)?:\/\//, 'must begin with postgres://').optional(),
  DATA_DIR: z.string().default('./data'),
  ENCRYPTION_KEY: encryptionKeySchema.optional(),
  OTHER_ENCRYPTION_KEY: encryptionKeySchema.optional(),
  KOMMO_CLIENT_ID: word.optional(),
  KOMMO_CLIENT_SECRET: word.optional(),
  KOMMO_ORIGIN_TEMPLATE: originTemplate.default('https://{subdomain}.kommo.com'),
  KOMMO_OAUTH_URL: safeAddress.default('https://www.kommo.com/oauth'),
  KOMMO_RATE_LIMIT: wholeNumber(1, 50).default(7),
  KOMMO_EGRESS: egressAddresses.optional(),
  KOMMO_DOMAIN: word.optional(),
  KOMMO_ACCESS_TOKEN: word.optional(),
  KOMMO_STATUS_PAID_ID: stageId.optional(),
  KOMMO_STATUS_WON_ID: stageId.optional(),
  FASTSPRING_API_URL: safeAddress.default('https://api.fastspring.com'),
  FASTSPRING_WEBHOOK_SECRET: line.max(100, 'must not be longer than 100 characters').optional(),
  FASTSPRING_API_USERNAME: line.optional(),
  FASTSPRING_API_PASSWORD: line.optional(),
  OPERATOR_TOKEN: word.min(16, 'must have at least 16 characters (openssl rand -hex 32)').optional(),
  RETENTION_MONTHS: wholeNumber(0, 1_200).default(25),
  ALARM_WEBHOOK_URL: alarmAddress.optional(),
  ALARM_WEBHOOK_SECRET: word.min(16, 'must have at least 16 characters (openssl rand -hex 32)').optional(),
  ALARM_EMAIL: emailAddress.optional(),
  SMTP_URL: mailServer.optional(),
  SMTP_FROM: emailAddress.optional(),
  ...makerVariables,
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
});

/**
 * Reads the environment. White space around a value is ignored: secret files end with a line break. An empty value
 * counts as unset, except the FastSpring password, which may be empty.
 * @throws ConfigurationError
 */
export function readConfig(variables: Readonly<Record<string, string | undefined>>) {
  const given = Object.fromEntries(
    Object.entries(variables)
      .map(([name, value]) => [name, value?.trim()] as const)
      .filter(([name, value]) => value !== '' || name === 'FASTSPRING_API_PASSWORD'),
  );
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ConfigurationError(`${issue?.path.join('.')} ${issue?.message}`);
  }
  const values = parsed.data;
  requireTogether(values, 'KOMMO_CLIENT_ID', 'KOMMO_CLIENT_SECRET');
  requireTogether(values, 'KOMMO_DOMAIN', 'KOMMO_ACCESS_TOKEN');
  requireWith(values, 'ALARM_WEBHOOK_SECRET', 'ALARM_WEBHOOK_URL');
  requireWith(values, 'ALARM_EMAIL', 'SMTP_URL');
  requireWith(values, 'SMTP_FROM', 'SMTP_URL');
  if (values.DATABASE_URL !== undefined && values.ENCRYPTION_KEY === undefined) {
    throw new ConfigurationError(`ENCRYPTION_KEY must be set with DATABASE_URL: ${keyForm}`);
  }
  return {
    port: values.PORT,
    host: values.HOST,
    /** without a slash at the end */
    publicUrl: values.PUBLIC_URL,
    /** undefined: the embedded database in `dataDir` */
    databaseUrl: values.DATABASE_URL,
    dataDir: values.DATA_DIR,
    /** 32 bytes; undefined: the one in `dataDir` */
    encryptionKey: values.ENCRYPTION_KEY,
    /** also opens values, while one key replaces the other */
    otherEncryptionKey: values.OTHER_ENCRYPTION_KEY,
    kommo: kommo(values),
    /** undefined: accounts install by OAuth */
    singleAccount: singleAccount(values),
    fastspringApiUrl: values.FASTSPRING_API_URL,
    /** undefined: `/metrics` and `/readyz` are closed, except to this machine while `publicUrl` is local */
    operatorToken: values.OPERATOR_TOKEN,
    /** after this many months events are reduced to the facts they state; 0: never */
    retentionMonths: values.RETENTION_MONTHS,
    alarms: {
      /** undefined: no alarm is posted */
      webhook: alarmWebhook(values),
      /** receives the alarms of all accounts */
      email: values.ALARM_EMAIL,
      /** undefined: no e-mail is sent at all */
      smtp: smtp(values),
    },
    /** whom the widget's archive names */
    maker: makerOf(values),
    logLevel: values.LOG_LEVEL,
  };
}

/** The operator's configuration, read once at start. */
export type Config = Readonly<ReturnType<typeof readConfig>>;
export type AlarmWebhookConfig = NonNullable<Config['alarms']['webhook']>;
export type SingleAccountConfig = NonNullable<Config['singleAccount']>;

type Values = z.infer<typeof environment>;

function requireTogether(values: Values, one: keyof Values, other: keyof Values): void {
  requireWith(values, one, other);
  requireWith(values, other, one);
}

function requireWith(values: Values, present: keyof Values, required: keyof Values): void {
  if (values[present] === undefined || values[required] !== undefined) return;
  throw new ConfigurationError(`${required} must be set, because ${present} is`);
}

function kommo(values: Values) {
  return {
    clientId: values.KOMMO_CLIENT_ID,
    clientSecret: values.KOMMO_CLIENT_SECRET,
    /** contains `{subdomain}`, no slash at the end */
    originTemplate: values.KOMMO_ORIGIN_TEMPLATE,
    oauthUrl: values.KOMMO_OAUTH_URL,
    /** requests in any second from one outgoing address, over all processes */
    rateLimit: values.KOMMO_RATE_LIMIT,
    /** the outgoing addresses, at least one; each account is pinned to one */
    egress: values.KOMMO_EGRESS ?? [direct],
  };
}

/** Without a secret the posts are not signed. */
function alarmWebhook({ ALARM_WEBHOOK_URL: url, ALARM_WEBHOOK_SECRET: secret }: Values) {
  return url === undefined ? undefined : { url, secret };
}

function smtp({ SMTP_URL: address, SMTP_FROM: sender }: Values): SmtpConfig | undefined {
  if (address === undefined) return undefined;
  const server = readSmtpAddress(address, sender);
  if (server !== null) return server;
  throw new ConfigurationError('SMTP_FROM must be set, because the user name in SMTP_URL is not an e-mail address');
}

function singleAccount(values: Values) {
  if (values.KOMMO_DOMAIN === undefined || values.KOMMO_ACCESS_TOKEN === undefined) return undefined;
  return {
    /** as the operator wrote it: `acme`, `acme.kommo.com` or an address */
    domain: values.KOMMO_DOMAIN,
    accessToken: values.KOMMO_ACCESS_TOKEN,
    statusPaidId: values.KOMMO_STATUS_PAID_ID,
    statusWonId: values.KOMMO_STATUS_WON_ID,
    webhookSecret: values.FASTSPRING_WEBHOOK_SECRET,
    apiUsername: values.FASTSPRING_API_USERNAME,
    /** may be empty */
    apiPassword: values.FASTSPRING_API_PASSWORD,
  };
}
