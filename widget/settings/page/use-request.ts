import { useState } from 'preact/hooks';
import type { Answer, Refusal } from '../../client/answer.ts';

interface RequestState {
  /** until `onDone` has finished */
  readonly isBusy: boolean;
  readonly refusal: Refusal | null;
  send<Body>(request: () => Promise<Answer<Body>>, onDone: (body: Body) => Promise<void>): Promise<void>;
}

/** The request of a button or a form, with its progress and its refusal. */
export function useRequest(): RequestState {
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  return {
    isBusy,
    refusal,
    async send(request, onDone) {
      setBusy(true);
      const answer = await request();
      setRefusal(answer.ok ? null : answer.refusal);
      if (answer.ok) await onDone(answer.body);
      setBusy(false);
    },
  };
}
