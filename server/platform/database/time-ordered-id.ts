import { randomUUID } from 'node:crypto';

/**
 * A UUID of version 7 (RFC 9562), as Prisma makes them: later rows come after earlier ones, in the index and for whoever
 * walks through a table in steps.
 * @param now ms since 1970
 */
export function timeOrderedId(now = Date.now()): string {
  const time = now.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
