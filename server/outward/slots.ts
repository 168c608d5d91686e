import { z } from 'zod';
import type { PrismaClient } from '../platform/database/generated/client.ts';
import { readRow } from '../platform/database/read-rows.ts';

/**
 * The requests that count against a service's limit, in the database, so that all processes share one count. A service
 * counts by the address that it sees, so each outgoing address has its own. A request counts from its claim until a
 * window after the moment when it can no longer arrive: its answer, or a bound when none comes. Counting by the moment of
 * sending instead would let requests that waited on the way bunch up at the service: even pacing puts one too many into
 * some window.
 */
export interface Slots {
  /**
   * Takes a slot if fewer than `atMost` are taken. The last `keptFree` are taken only while another one is free within a
   * fifth of the window, and not while a claim with `keptFree` 0 waits: so long a person waits at most. Otherwise says
   * after how many ms to ask again, or how long the service accepts nothing. Runs in its own transaction: never send a request inside
   * another one, which would hold its connection and locks meanwhile.
   */
  readonly claim: (atMost: number, keptFree?: number) => Promise<Claim>;
  /** the request was sent, and has been answered or given up */
  readonly release: (slotId: bigint) => Promise<void>;
  /** the request was not sent at all */
  readonly cancel: (slotId: bigint) => Promise<void>;
  /** no slot is given out for so many ms */
  readonly block: (forMs: number) => Promise<void>;
}

export type Claim =
  | { readonly granted: true; readonly slotId: bigint }
  | { readonly granted: false; readonly wait: number }
  | { readonly granted: false; readonly pause: number };

/** The services that this one talks to. Their webhooks are told apart by the same words. */
export const services = ['kommo', 'fastspring'] as const;

export interface SlotLimits {
  readonly service: (typeof services)[number];
  /** the name of the outgoing address */
  readonly egress: string;
  /** the period in which the service counts requests */
  readonly windowMs: number;
  /** the bound of a request that gets no answer, from its claim on */
  readonly underWayMs: number;
}

/**
 * Deletes the rows of addresses that nothing leaves from any more, such as a proxy that is no longer configured: a claim
 * sweeps its own address alone. A 429 holds an address back for an hour at most. Recurring work.
 */
export async function sweepFormerAddresses(prisma: PrismaClient): Promise<void> {
  // A claim that begins at the same moment sweeps the same rows, perhaps in another order.
  await prisma.$executeRaw`
    DELETE FROM outgoing_requests WHERE id IN (
      SELECT id FROM outgoing_requests WHERE counts_to < clock_timestamp() - interval '2 hours' FOR UPDATE SKIP LOCKED)`;
}

const claimSchema = z.object({
  slot_id: z.bigint().nullable(),
  wait_ms: z.number().nullable(),
  block_ms: z.number().nullable(),
});

export function createSlots(prisma: PrismaClient, { service, egress, windowMs, underWayMs }: SlotLimits): Slots {
  return {
    claim: async (atMost, keptFree = 0) => {
      const row = await readRow(prisma, claimSchema)`
        SELECT slot_id, wait_ms, block_ms FROM claim_outgoing_request(
          ${service}, ${egress}, ${atMost}::int, ${keptFree}::int, ${windowMs}::int, ${underWayMs}::int)`;
      const { slot_id: slotId = null, wait_ms: wait = null, block_ms: pause = null } = row ?? {};
      if (slotId !== null) return { granted: true, slotId };
      return pause === null ? { granted: false, wait: Math.max(wait ?? 0, 1) } : { granted: false, pause };
    },
    release: async (slotId) => {
      await prisma.$executeRaw`UPDATE outgoing_requests SET counts_to = clock_timestamp() WHERE id = ${slotId}`;
    },
    cancel: async (slotId) => {
      await prisma.$executeRaw`DELETE FROM outgoing_requests WHERE id = ${slotId}`;
    },
    block: async (forMs) => {
      await prisma.$executeRaw`
        INSERT INTO outgoing_requests (service, egress, claimed_at, counts_to, blocks_to)
        VALUES (${service}, ${egress}, clock_timestamp(), clock_timestamp() - ${windowMs} * interval '1 millisecond',
          clock_timestamp() + ${forMs} * interval '1 millisecond')`;
    },
  };
}
