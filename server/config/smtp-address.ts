import { z } from 'zod';
import { isLoopbackHost } from '../platform/http/loopback.ts';
import { decoded } from './credentials.ts';

export interface SmtpConfig {
  readonly host: string;
  readonly port: number;
  /** from the first byte on; otherwise the connection is encrypted where the server offers it */
  readonly isTls: boolean;
  /** nothing is sent over a connection that the server does not encrypt */
  readonly mustEncrypt: boolean;
  /** undefined: the server needs no login */
  readonly user: string | undefined;
  readonly password: string;
  readonly from: string;
}

/**
 * A mail server as an operator writes it, e.g. `smtp://user:password@mail.example:587`. A password goes over the network
 * encrypted or not at all.
 * @param sender the address that e-mails come from; undefined: the user
 * @returns null when there is no sender, because the user name is not an e-mail address
 */
export function readSmtpAddress(address: string, sender: string | undefined): SmtpConfig | null {
  const { protocol, hostname, port, username, password } = new URL(address);
  const isTls = protocol === 'smtps:';
  const usualPort = isTls ? 465 : 587;
  const user = username === '' ? undefined : decoded(username);
  const from = sender ?? z.email().safeParse(user).data;
  if (from === undefined) return null;
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? usualPort : Number(port),
    isTls,
    mustEncrypt: user !== undefined && !isTls && !isLoopbackHost(hostname),
    user,
    password: decoded(password),
    from,
  };
}
