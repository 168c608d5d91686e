import type { PrismaClient } from '../database/generated/client.ts';

/**
 * The requests that count against Kommo's limit, in the database, so that all processes share one count. A request
 * counts from its claim until a window after the moment when it can no longer arrive at Kommo: its answer, or a bound
 * when none comes. Counting by the moment of sending instead would let requests that waited on the way bunch up there:
 * even pacing puts one too many into some second.
 */
export interface RequestSlots {
  /**
   * Takes a slot if fewer than `atMost` are taken; otherwise says in how many ms it is worth asking again.
   * One transaction of its own: never call Kommo inside another one, the embedded database has one connection.
   */
  readonly claim: (atMost: number) => Promise<Claim>;
  /** the request was sent, and has been answered or given up */
  readonly release: (slotId: bigint) => Promise<void>;
  /** the request was not sent at all */
  readonly cancel: (slotId: bigint) => Promise<void>;
}

type Claim = { readonly granted: true; readonly slotId: bigint } | { readonly granted: false; readonly wait: number };

/** @param windowMs the period in which Kommo counts requests */
export function createRequestSlots(prisma: PrismaClient, windowMs: number): RequestSlots {
  return {
    claim: async (atMost) => {
      const [row] = await prisma.$queryRaw<{ slot_id: bigint | null; wait_ms: number | null }[]>`
        SELECT slot_id, wait_ms FROM claim_kommo_request(${atMost}::int, ${windowMs}::int)`;
      const slotId = row?.slot_id ?? null;
      return slotId === null ? { granted: false, wait: Math.max(row?.wait_ms ?? 0, 1) } : { granted: true, slotId };
    },
    release: async (slotId) => {
      await prisma.$executeRaw`UPDATE kommo_requests SET counts_to = clock_timestamp() WHERE id = ${slotId}`;
    },
    cancel: async (slotId) => {
      await prisma.$executeRaw`DELETE FROM kommo_requests WHERE id = ${slotId}`;
    },
  };
}
