import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The slowest files, in that order: started last, they would keep one worker busy alone at the end. */
const longest = ['server/service.e2e.', 'order-of-arrival.', 'history/import/import.', 'settings/page/'];

/** Vitest's own order, after the longest files. Vitest takes a class here. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const position = longest.findIndex((part) => moduleId.includes(part));
      return position === -1 ? longest.length : position;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
