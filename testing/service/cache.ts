import { join } from 'node:path';

/** What the tests keep from run to run, under names that change with what it is made of; `npm ci` empties it. */
export const cacheFolder = join(import.meta.dirname, '../../node_modules/.cache/kommo-fastspring');

/** For a process that a test starts: with its modules compiled already it is up in half the time. */
export const compiledModules = { NODE_COMPILE_CACHE: join(cacheFolder, 'compiled') };
