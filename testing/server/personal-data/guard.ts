import { createPersonHash } from '../../../server/personal-data/erased-people.ts';
import { createErasureGuard } from '../../../server/personal-data/guard.ts';
import type { Database } from '../../../server/platform/database/database.ts';
import { testSecret } from '../platform/crypto/test-sealer.ts';

export const hashPerson = createPersonHash(testSecret);

/** The guard of a database, under the key of the tests. */
export const guardOf = (database: Pick<Database, 'prisma'>) => createErasureGuard(database, hashPerson);
