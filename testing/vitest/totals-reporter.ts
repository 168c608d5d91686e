import type { Reporter, TestModule } from 'vitest/node';

/** Says first how long a run takes, and last what became of the tests: `2847 passed, 0 failed`. */
export function totalsReporter(howLong: string): Reporter {
  return {
    onInit: () => print(howLong),
    onTestRunEnd: (modules, unhandledErrors) => {
      const states = modules.flatMap((module) => [...module.children.allTests()]).map((test) => test.result().state);
      const count = (state: string) => states.filter((each) => each === state).length;
      const failed = count('failed') + modules.filter(failedOutsideItsTests).length + unhandledErrors.length;
      const skipped = count('skipped') + count('pending');
      print(`${count('passed')} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`);
    },
  };
}

/** A file that does not load and a hook that throws fail no test, and the run all the same. */
function failedOutsideItsTests(module: TestModule): boolean {
  const suites = [...module.children.allSuites()];
  return module.errors().length > 0 || suites.some((suite) => suite.errors().length > 0);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
