import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Prints the mutation score of each folder from Stryker's report; exits with 1 where one is below the bound. */
const scoreAtLeast = 85;

const status = z.enum([
  'Killed',
  'Timeout',
  'Survived',
  'NoCoverage',
  'Ignored',
  'RuntimeError',
  'CompileError',
  'Pending',
]);
const reportSchema = z.object({
  files: z.record(z.string(), z.object({ mutants: z.array(z.object({ status })) })),
});

const report = reportSchema.parse(JSON.parse(readFileSync('reports/mutation/mutation.json', 'utf8')));
const files = Map.groupBy(Object.entries(report.files), ([file]) => file.split('/').slice(0, 2).join('/'));
for (const [folder, itsFiles] of files) {
  const states = itsFiles.flatMap(([, { mutants }]) => mutants.map((mutant) => mutant.status));
  const count = (...wanted: readonly z.infer<typeof status>[]) => states.filter((each) => wanted.includes(each)).length;
  const noticed = count('Killed', 'Timeout');
  const all = noticed + count('Survived', 'NoCoverage');
  const score = (100 * noticed) / all;
  console.log(
    `${folder.padEnd(24)} ${score.toFixed(1).padStart(6)} %  ${noticed} of ${all}, ${count('Ignored')} not tried`,
  );
  if (!(score >= scoreAtLeast)) process.exitCode = 1;
}
if (process.exitCode === 1) console.error(`A folder is below ${scoreAtLeast} %.`);
