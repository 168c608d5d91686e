/** Prints one figure on one line. */
export function printFigure(name: string, value: number | string, unit = ''): void {
  console.log(`${name.padEnd(64)} ${String(value).padStart(12)} ${unit}`.trimEnd());
}
