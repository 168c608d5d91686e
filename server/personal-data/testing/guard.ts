import { testSecret } from '../../crypto/testing/test-sealer.ts';
import type { Database } from '../../database/database.ts';
import { createPersonHash } from '../erased-people.ts';
import { createErasureGuard } from '../guard.ts';

export const hashPerson = createPersonHash(testSecret);

/** The guard of a database, under the key of the tests. */
export const guardOf = (database: Pick<Database, 'prisma'>) => createErasureGuard(database, hashPerson);
