import type { FastifyBaseLogger } from 'fastify';
import { type LevelWithSilent, pino } from 'pino';
import { readableLine } from './readable-line.ts';

/**
 * The process' log on the standard output: lines for people in a terminal, JSON for everything else, such as a container's
 * engine or a file.
 */
export function openLog(
  level: LevelWithSilent,
  output: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stdout,
): FastifyBaseLogger {
  if (!output.isTTY) return output === process.stdout ? pino({ level }) : pino({ level }, output);
  return pino({ level }, { write: (line) => output.write(readableLine(line)) });
}
