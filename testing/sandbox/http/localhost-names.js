import dns from 'node:dns';

/**
 * Names under `localhost` are this machine (RFC 6761, 6.3). Browsers know that; Node asks the system, which often does
 * not. Loading this file teaches the process, so that each account of a sandbox can have its own host. It is JavaScript,
 * because npm loads it as well where `NODE_OPTIONS` names it, and npm may run on Node 20.
 */
const lookup = new Proxy(dns.lookup, {
  apply: (target, self, [name, ...rest]) =>
    Reflect.apply(target, self, [name.endsWith('.localhost') ? '127.0.0.1' : name, ...rest]),
});
Object.assign(dns, { lookup });
