import type { SmtpConfig } from '../config/smtp-address.ts';
import type { DescribeAlarm } from './alarm-description.ts';
import { type AlarmNews, AlarmNotSent, type Channel } from './channel.ts';
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
  const channel = (name: Channel['name'], recipientOf: (news: readonly AlarmNews[]) => string | null | undefined) => ({
    name,
    send: async (news: readonly AlarmNews[], signal: AbortSignal) => {
      const to = recipientOf(news);
      if (to) await sendMail({ to, ...emailText(news.map(describe)) }, signal);
    },
  });
  const toAccount = channel('account_email', ([first]) => first?.account.alarmEmail);
  return operatorEmail === undefined ? [toAccount] : [channel('operator_email', () => operatorEmail), toAccount];
}

type Mail = EmailText & { readonly to: string };

function createMailer(smtp: SmtpConfig) {
  // Most services never send an e-mail, and loading what sends it would lengthen every start.
  let opening: ReturnType<typeof openTransport> | null = null;
  return async (mail: Mail, signal: AbortSignal): Promise<void> => {
    opening ??= openTransport(smtp);
    const transport = await opening;
    try {
      await transport.sendMail({
        ...{ from: smtp.from, textEncoding: 'quoted-printable', ...mail },
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
    } catch (error) {
      throw notSent(error);
    }
  };
}

async function openTransport({ host, port, isTls, user, password, mustEncrypt }: SmtpConfig) {
  const { createTransport } = await import('nodemailer');
  return createTransport({
    host,
    port,
    secure: isTls,
    requireTLS: mustEncrypt,
    ...(user !== undefined && { auth: { user, pass: password } }),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
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
