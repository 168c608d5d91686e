import { createTransport } from 'nodemailer';
import type { SmtpConfig } from '../config/smtp-address.ts';
import type { DescribeAlarm } from './alarm-description.ts';
import { AlarmNotSent, type Channel } from './channel.ts';
import { type EmailText, emailText } from './email-text.ts';

/** ms for the whole of sending an e-mail */
const timeoutMs = 30_000;

/** E-mail to the operator, where an address is set, and to the accounts that want it. */
export function createEmailChannels(
  smtp: SmtpConfig,
  operatorEmail: string | undefined,
  describe: DescribeAlarm,
): readonly Channel[] {
  const sendMail = createMailer(smtp);
  const toAccount: Channel = {
    name: 'account_email',
    send: async (news, signal) => {
      const to = news[0]?.account.alarmEmail;
      if (to) await sendMail({ to, ...emailText(news.map(describe)) }, signal);
    },
  };
  if (operatorEmail === undefined) return [toAccount];
  const toOperator: Channel = {
    name: 'operator_email',
    send: (news, signal) => sendMail({ to: operatorEmail, ...emailText(news.map(describe)) }, signal),
  };
  return [toOperator, toAccount];
}

type Mail = EmailText & { readonly to: string };

function createMailer({ host, port, isTls, user, password, from, mustEncrypt }: SmtpConfig) {
  const transport = createTransport({
    host,
    port,
    secure: isTls,
    requireTLS: mustEncrypt,
    ...(user !== undefined && { auth: { user, pass: password } }),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return async (mail: Mail, signal: AbortSignal): Promise<void> => {
    try {
      await transport.sendMail({
        ...{ from, textEncoding: 'quoted-printable', ...mail },
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
    } catch (error) {
      throw notSent(error);
    }
  };
}

/** Of an error only its code and the server's number: the server's words repeat the address. */
function notSent(error: unknown): AlarmNotSent {
  const code = stringOf(error, 'code') ?? 'unknown failure';
  const status = stringOf(error, 'responseCode');
  return new AlarmNotSent(
    `not taken by the mail server (${status === undefined ? code : `${code} ${status}`})`,
    code === 'EENVELOPE',
  );
}

function stringOf(error: unknown, name: string): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
