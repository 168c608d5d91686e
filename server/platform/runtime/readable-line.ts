import { z } from 'zod';

const levels: ReadonlyMap<number, string> = new Map([
  [10, 'TRACE'],
  [20, 'DEBUG'],
  [30, 'INFO'],
  [40, 'WARN'],
  [50, 'ERROR'],
  [60, 'FATAL'],
]);

const entrySchema = z.object({ level: z.number(), time: z.number(), msg: z.string().default('') }).loose();
const errorSchema = z.object({ stack: z.string() });
/** Of every line, and the same in all lines of a terminal. */
const unshown = new Set(['level', 'time', 'msg', 'pid', 'hostname', 'err']);

/**
 * An entry of pino's log for a person at a terminal: time, level, message, the rest as `name=value`, and an error's stack
 * below. Control characters are replaced, because they would steer the terminal.
 * @param json one line of pino's; anything else is returned as it is
 */
export function readableLine(json: string): string {
  const entry = entrySchema.safeParse(parse(json));
  if (!entry.success) return json;
  const { level, time, msg, err } = entry.data;
  const clock = new Date(time).toISOString().slice(11, 23);
  const details = Object.entries(entry.data)
    .filter(([name]) => !unshown.has(name))
    .map(([name, value]) => ` ${name}=${shown(value)}`);
  const error = errorSchema.safeParse(err);
  const stack = error.success ? `\n    ${error.data.stack.replaceAll('\n', '\n    ')}` : '';
  const text = `${clock} ${(levels.get(level) ?? String(level)).padEnd(5)} ${msg}${details.join('')}${stack}`;
  return `${text.replaceAll(/(?!\n)\p{Cc}/gu, '�')}\n`;
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return typeof value === 'string' && /[\s"=]|^$/.test(value) ? JSON.stringify(value) : text;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
