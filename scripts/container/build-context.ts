import { cp, readFile } from 'node:fs/promises';
import { matchesGlob, relative, sep } from 'node:path';

/**
 * Whether `.dockerignore` keeps a path of the context out: https://docs.docker.com/build/concepts/context/#dockerignore-files
 * @param path with `/`
 */
export function isIgnored(path: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => matchesGlob(path, pattern) || matchesGlob(path, `${pattern}/**`));
}

export function readPatterns(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

/** Copies what the build would be sent. */
export async function copyContext(project: string, to: string): Promise<void> {
  const patterns = readPatterns(await readFile(`${project}/.dockerignore`, 'utf8'));
  await cp(project, to, {
    recursive: true,
    filter: (source) => {
      const path = relative(project, source).split(sep).join('/');
      return path === '' || !isIgnored(path, patterns);
    },
  });
}
