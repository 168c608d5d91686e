import type { Played } from './play.ts';

export function formatTable(story: readonly Played[]): string {
  const header = ['event', 'answer', 'lead', 'reason of the match', 'note', 'stage', 'seconds'];
  const rows = story.map(({ step, status, lead, reason, note, stageName, seconds }) => [
    step.title,
    status === null ? '–' : String(status),
    lead,
    shorten(reason, 44),
    note === null ? '–' : shorten(note, 52),
    stageName,
    seconds === null ? '–' : seconds.toFixed(2),
  ]);
  const widths = header.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(header), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)].join('\n');
}

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
