import type { Message } from '../../outward/exchange.ts';
import type { Access } from '../tokens/access.ts';
import type { Verdict } from './answer.ts';

export interface KommoRequest {
  readonly method: Message['method'];
  /** below `/api/v4`, with its query */
  readonly path: string;
  readonly json?: unknown;
  /** of a feature that not every plan has: 402 and 403 then concern the feature, and not the account */
  readonly dependsOnPlan?: true;
}

/** A request with what Kommo answered. */
export interface AnsweredRequest {
  readonly request: KommoRequest;
  readonly verdict: Verdict;
  /** with which it was sent */
  readonly access: Access;
  /** names the request in messages */
  readonly subject: string;
}
