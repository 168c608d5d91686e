/** Prints a figure that has to be what is expected, whatever the machine's speed; otherwise the benchmark fails. */
export function printChecked(name: string, value: number, isRight: (value: number) => boolean): void {
  printFigure(name, value);
  if (isRight(value)) return;
  console.error(`Wrong: ${name} is ${value}`);
  process.exitCode = 1;
}

/** Prints one figure on one line. */
export function printFigure(name: string, value: number | string, unit = ''): void {
  console.log(`${name.padEnd(64)} ${String(value).padStart(12)} ${unit}`.trimEnd());
}
