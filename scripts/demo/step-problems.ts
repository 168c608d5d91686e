import type { Played } from './play.ts';

/** What of a played step is not as expected in Kommo, in words; empty when everything is right. */
export function stepProblems({ step, status, note, stageName, tasksAdded }: Played): readonly string[] {
  const { expected, delivery } = step;
  const problems: string[] = [];
  const wanted = { signed: 200, forged: 401, lost: null }[delivery];
  if (status !== wanted) problems.push(`the webhook was answered ${status}, not ${wanted}`);
  if (expected.note === null && note !== null) problems.push(`it wrote a note: ${note}`);
  for (const text of expected.note ?? []) {
    if (note?.includes(text) !== true) problems.push(`its note does not say ${text}: ${note}`);
  }
  if (note?.includes('\n') === true) problems.push('it wrote more than one note');
  if (stageName !== expected.stage) problems.push(`the lead is in ${stageName}, not in ${expected.stage}`);
  if (tasksAdded !== expected.tasks) problems.push(`it made ${tasksAdded} tasks, not ${expected.tasks}`);
  return problems;
}
