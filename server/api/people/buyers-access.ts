import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { Problem } from '../../platform/http/problem.ts';
import { accessSchema } from '../../rules/settings/access.ts';
import type { WidgetUser } from './widget-user.ts';

const settingsSchema = z.object({ access: accessSchema });

/** Whether the person may see the buyers of every lead: administrators, and users that the settings name. */
export async function maySeeBuyers(
  prisma: PrismaClient,
  { accountId, userId, isAdministrator }: WidgetUser,
): Promise<boolean> {
  if (isAdministrator) return true;
  const { settings } = await prisma.account.findUniqueOrThrow({
    where: { id: accountId },
    select: { settings: true },
  });
  return settingsSchema.parse(settings).access.buyers.includes(userId);
}

/** @throws Problem 403 */
export async function requireBuyersAccess(request: FastifyRequest): Promise<void> {
  if (await maySeeBuyers(request.server.database.prisma, request.user)) return;
  throw new Problem(
    403,
    'Buyers are hidden',
    'Only administrators, and people chosen on the settings page, may see all buyers. Ask an administrator.',
    { code: 'buyers_hidden' },
  );
}
