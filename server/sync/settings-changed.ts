import type { AccountRun } from './run.ts';

/** Whether the settings were saved since this run began. The next run uses the new ones. */
export async function haveSettingsChanged({ prisma, account }: AccountRun): Promise<boolean> {
  const current = await prisma.account.findUnique({ where: { id: account.id }, select: { settingsVersion: true } });
  return current?.settingsVersion !== account.settingsVersion;
}
