import packageFile from '../../package.json' with { type: 'json' };

/** Node's options in `npm start`, so that tests and benchmarks measure the service as it ships. */
export const startFlags: readonly string[] = packageFile.scripts.start
  .split(' ')
  .filter((word) => word.startsWith('--'));
