import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

// `npm ci` runs this on any Node, hence JavaScript; production installs have neither Prisma's command nor a bundler.
const project = join(import.meta.dirname, '..');

// Prisma's client brings a compiler for each database, twice: 66 MB that are never read.
const runtime = join(project, 'node_modules/@prisma/client/runtime');
const unused = /^query_compiler_(?!fast_bg\.postgresql\.(mjs|wasm-base64\.mjs)$)|\.map$|^wasm-compiler-edge/;
for (const name of readdirSync(runtime)) if (unused.test(name)) rmSync(join(runtime, name));

const canBuild = ['prisma-cli', 'vite'].every((name) => existsSync(join(project, 'node_modules', name)));
if (canBuild) {
  const { status } = spawnSync('npm run build', { cwd: project, stdio: 'inherit', shell: true });
  process.exitCode = status ?? 1;
}
