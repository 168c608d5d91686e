import type { Ingredient } from '../../testing/sandbox/faults/seeded-faults.ts';

const overLimit = { title: 'Too Many Requests', status: 429, detail: 'Slow down', retry_after: 1 };
const html = (status: number) => `<html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>`;

/** The faults of the internet and of Kommo's servers; those that make an account wait long are rare. */
export const mixture: readonly Ingredient[] = [
  { weight: 4, fault: { kind: 'reset_before' } },
  { weight: 4, fault: { kind: 'reset_after' } },
  { weight: 3, fault: { kind: 'cut_answer' } },
  { weight: 3, fault: { kind: 'delay', ms: 400 } },
  { weight: 3, fault: { kind: 'late_answer', ms: 400 } },
  { weight: 2, fault: { kind: 'status', status: 500, body: { title: 'Error', status: 500 }, when: 'after' } },
  { weight: 2, fault: { kind: 'status', status: 502, body: html(502), when: 'before' } },
  { weight: 2, fault: { kind: 'status', status: 504, body: html(504), when: 'after' } },
  { weight: 2, fault: { kind: 'status', status: 429, body: overLimit } },
  { weight: 1, fault: { kind: 'text_429', retryAfter: 1 } },
  { weight: 1, fault: { kind: 'html_403' }, atMost: 2 },
  { weight: 1, fault: { kind: 'hang', when: 'before' }, atMost: 1 },
  { weight: 1, fault: { kind: 'hang', when: 'after' }, atMost: 1 },
];
