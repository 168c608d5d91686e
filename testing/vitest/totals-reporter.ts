import type { Reporter, TestModule } from 'vitest/node';

/** For the first of the reporters: a line before all others. */
export function announce(line: string): Reporter {
  return { onInit: () => print(line) };
}

/** For the last of the reporters: the results of the tests, `2847 passed, 0 failed`. */
export function printTotals(): Reporter {
  return {
    onTestRunEnd: (modules, unhandledErrors) => {
      const states = modules.flatMap((module) => [...module.children.allTests()]).map((test) => test.result().state);
      const count = (state: string) => states.filter((each) => each === state).length;
      const failed = count('failed') + modules.filter(failedOutsideItsTests).length + unhandledErrors.length;
      const others = [
        [count('skipped'), 'skipped'],
        // Left over after a crash or a signal.
        [count('pending'), 'not run'],
      ] as const;
      const more = others.map(([tests, what]) => (tests === 0 ? '' : `, ${tests} ${what}`)).join('');
      print(
        states.length === 0 && failed === 0 ? 'no test was run' : `${count('passed')} passed, ${failed} failed${more}`,
      );
    },
  };
}

/** A file that does not load and a hook that throws fail no test, but do fail the run. */
function failedOutsideItsTests(module: TestModule): boolean {
  const suites = [...module.children.allSuites()];
  return module.errors().length > 0 || suites.some((suite) => suite.errors().length > 0);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
