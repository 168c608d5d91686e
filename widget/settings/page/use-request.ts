import { useState } from 'preact/hooks';
import type { Answer, Refusal } from '../../client/answer.ts';

interface RequestState {
  /** until `onDone` has ended */
  readonly isBusy: boolean;
  /** of the last request */
  readonly refusal: Refusal | null;
  send<Body>(request: () => Promise<Answer<Body>>, onDone: (body: Body) => Promise<void>): Promise<void>;
}

/** The request of a button or a form, while it is under way and when it was refused. */
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
