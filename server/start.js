import { existsSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';

// What `npm start` runs. JavaScript, because a Node that is too old for TypeScript has to read it and say so.
const oldest = 24;
const [major] = process.versions.node.split('.').map(Number);

if (major < oldest) {
  refuse(
    `Node ${process.versions.node} is too old: the service needs Node ${oldest} or later. Install it, or run \`npm ci\`, which brings one.`,
  );
} else if (!existsSync(new URL('platform/database/generated/client.ts', import.meta.url))) {
  refuse('The service is not built yet: run `npm ci`. `npm prune --omit=dev` then removes what only the build needs.');
} else {
  // Later starts read what the first one compiled. A folder that cannot be written is no error: nothing is kept then.
  module.enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/kommo-fastspring/compiled'));
  await import('./main.ts');
}

/** @param {string} reason */
function refuse(reason) {
  process.stderr.write(`${reason}\n`);
  process.exitCode = 1;
}
