import type { Config } from '../server/config/config.ts';
import { rotateKeys } from '../server/secrets/reseal.ts';
import { CommandError, runCommand } from './commands/run-command.ts';

/**
 * Seals every stored secret again with ENCRYPTION_KEY, from OTHER_ENCRYPTION_KEY. The service may run meanwhile; after
 * a kill, the next run continues where this one stopped. Exits with 0 when all are sealed with ENCRYPTION_KEY, 1 when
 * some open with neither key, 2 when it could not run.
 */
await runCommand(requireOtherKey, async (_, { database, sealer }) => {
  const { resealed, unreadable } = await rotateKeys(database, sealer);
  console.log(`${resealed} secrets sealed with ENCRYPTION_KEY, ${unreadable.length} remain.`);
  for (const [column, values] of Map.groupBy(unreadable, (name) => name)) {
    console.log(`${column}: ${values.length} that open with neither key. They have to be saved again.`);
  }
  if (unreadable.length > 0) return 1;
  console.log('The service does not need OTHER_ENCRYPTION_KEY any more.');
  return 0;
});

function requireOtherKey({ otherEncryptionKey }: Config): void {
  if (otherEncryptionKey !== undefined) return;
  throw new CommandError(
    'OTHER_ENCRYPTION_KEY must be set to the key that the secrets were sealed with so far; ENCRYPTION_KEY is the new one.',
  );
}
