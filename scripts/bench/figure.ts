/**
 * Prints a figure with a fixed expected value, independent of the machine's speed; any other value fails the benchmark.
 */
export function printChecked(name: string, value: number, isRight: (value: number) => boolean): void {
  printFigure(name, value);
  if (isRight(value)) return;
  console.error(`Wrong: ${name} is ${value}`);
  process.exitCode = 1;
}

export function printFigure(name: string, value: number | string, unit = ''): void {
  console.log(`${name.padEnd(64)} ${String(value).padStart(12)} ${unit}`.trimEnd());
}
