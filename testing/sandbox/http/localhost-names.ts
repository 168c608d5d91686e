import dns from 'node:dns';

/**
 * Names under `localhost` are this machine (RFC 6761, 6.3). Browsers know that; Node asks the system, which often does
 * not. Loading this file teaches the process, so that each account of a sandbox can have its own host.
 */
const lookup = new Proxy(dns.lookup, {
  apply: (target, self, [name, ...rest]: [string, ...unknown[]]) =>
    Reflect.apply(target, self, [name.endsWith('.localhost') ? '127.0.0.1' : name, ...rest]),
});
Object.assign(dns, { lookup });
