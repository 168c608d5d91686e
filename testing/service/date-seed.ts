/** The seed of a run's random choices: a new one each day, and that of another day where `HISTORIES_SEED` is set. */
export const dateSeed = Number(process.env.HISTORIES_SEED ?? new Date().toISOString().slice(0, 10).replaceAll('-', ''));
if (!Number.isSafeInteger(dateSeed)) throw new Error('HISTORIES_SEED must be a whole number');
process.stdout.write(`chosen at random by HISTORIES_SEED=${dateSeed}\n`);
