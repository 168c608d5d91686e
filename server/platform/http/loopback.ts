const loopbackHosts = ['localhost', '127.0.0.1', '[::1]'];

/** Whether a host name, as `URL` writes it, is this machine's own. */
export function isLoopbackHost(hostname: string): boolean {
  return loopbackHosts.includes(hostname) || hostname.endsWith('.localhost');
}
