import type { FastifyBaseLogger } from 'fastify';
import { type LevelWithSilent, pino } from 'pino';

/**
 * The process' log on the standard output: lines for people in a terminal, JSON for everything else, such as a container's
 * engine or a file.
 */
export async function openLog(
  level: LevelWithSilent,
  output: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stdout,
): Promise<{ readonly log: FastifyBaseLogger }> {
  if (!output.isTTY) return { log: output === process.stdout ? pino({ level }) : pino({ level }, output) };
  // Loaded for a terminal alone: it would lengthen every other start.
  const { prettyFactory } = await import('pino-pretty');
  const pretty = prettyFactory({
    colorize: false,
    singleLine: true,
    ignore: 'pid,hostname',
    translateTime: 'UTC:HH:MM:ss.l',
  });
  return { log: pino({ level }, { write: (line) => output.write(harmless(pretty(line))) }) };
}

/** pino-pretty leaves U+0080 to U+009F as they came, among them U+009B, which begins a command to the terminal. */
function harmless(text: string): string {
  return text.replaceAll(/(?!\n)\p{Cc}/gu, '�');
}
