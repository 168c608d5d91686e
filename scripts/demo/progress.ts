/** A part of the start, as the terminal and the page show it. */
export interface Part {
  readonly what: string;
  /** null while it is under way */
  readonly seconds: number | null;
}

export interface Progress {
  readonly parts: readonly Part[];
  /** does a part of the start, and says so before and after */
  readonly during: <Result>(what: string, work: () => Promise<Result>) => Promise<Result>;
  /** forgets the parts, before another start */
  readonly restart: () => void;
}

export function createProgress(print: (line: string) => void): Progress {
  let parts: { what: string; seconds: number | null }[] = [];
  return {
    get parts() {
      return parts;
    },
    during: async (what, work) => {
      const part: { what: string; seconds: number | null } = { what, seconds: null };
      parts.push(part);
      const startedAt = performance.now();
      print(`        … ${what}`);
      const result = await work();
      part.seconds = (performance.now() - startedAt) / 1000;
      print(`${part.seconds.toFixed(1).padStart(5)} s ${what}`);
      return result;
    },
    restart: () => {
      parts = [];
    },
  };
}
