import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { compiledModules } from '../../testing/service/cache.ts';
import { startFlags } from '../../testing/service/start-flags.ts';
import { startBackend } from './backend.ts';
import type { DemoParts } from './demo-stage.ts';

/** V8 would compile the whole embedded Postgres a second time, optimized, which a demo never pays off. */
const flags = [...startFlags, '--liftoff-only'];

/** The built widget and the service, each by a process of its own. */
export const realDemoParts: DemoParts = {
  makeWidget: async (folder, address) => {
    const script = join(import.meta.dirname, 'widget-process.ts');
    const child = spawn(process.execPath, [script, folder, address], {
      env: { ...process.env, ...compiledModules },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error('The widget could not be built; its own message stands above.');
  },
  startBackend: (port, environment) => startBackend(port, { ...compiledModules, ...environment }, flags),
};
