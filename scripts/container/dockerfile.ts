/** One instruction of a Dockerfile, e.g. `COPY` with `package.json ./`. */
export interface Instruction {
  readonly name: string;
  readonly rest: string;
}

export interface Stage {
  /** null for the last one, if it has none */
  readonly name: string | null;
  /** an image or an earlier stage */
  readonly from: string;
  readonly instructions: readonly Instruction[];
}

/** The stages of a Dockerfile without line continuations, heredocs and ARG, none of which ours has. */
export function readStages(text: string): readonly Stage[] {
  const stages: { name: string | null; from: string; instructions: Instruction[] }[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [, name = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    if (name === '') throw new Error(`Not an instruction: ${line}`);
    if (name === 'FROM') {
      const [, from = '', as] = /^(\S+)(?: AS (\S+))?$/.exec(rest) ?? [];
      stages.push({ name: as ?? null, from, instructions: [] });
    } else stages.at(-1)?.instructions.push({ name, rest });
  }
  return stages;
}

/** The last instruction of this name in the final image. */
export function lastOf(stages: readonly Stage[], name: string): string | undefined {
  return stages.at(-1)?.instructions.findLast((instruction) => instruction.name === name)?.rest;
}
