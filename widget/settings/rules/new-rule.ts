import type { Rule } from '../../../server/rules/settings/settings.ts';

/** A rule that only writes the note; its keys are in the schema's order. */
export function newRule(on: Rule['on']): Rule {
  return {
    on,
    sku: null,
    pipelineId: null,
    moveTo: null,
    reopen: false,
    note: true,
    task: null,
    setPrice: false,
    tags: [],
    fields: [],
  };
}
