import { languageOf } from '../../texts/language.ts';
import type { DeliveryContext } from '../delivery-context.ts';
import { attempt } from '../effects/attempt.ts';
import type { PendingTextErasure } from '../effects/pending-effect.ts';
import { reasonOf } from '../effects/refusal.ts';
import { markDone, markFailed, markSkipped, postpone } from '../effects/states.ts';
import { service } from './send-notes.ts';

/** ms until an erasure is retried while its note or task is still being sent */
const waitForText = 10_000;

/** Rewrites our notes and tasks about erased persons. One that a person has deleted counts as erased. */
export async function eraseTexts(context: DeliveryContext, erasures: readonly PendingTextErasure[]): Promise<void> {
  if (erasures.length === 0) return;
  const written = await context.prisma.effect.findMany({
    where: { accountId: context.accountId, key: { in: erasures.map((effect) => effect.content.textEffectKey) } },
    select: { key: true, kind: true, state: true, kommoId: true },
  });
  for (const erasure of erasures) {
    const text = written.find(({ key }) => key === erasure.content.textEffectKey);
    if (text?.state === 'done' && text.kommoId !== null) {
      await eraseText(context, erasure, text.kind, Number(text.kommoId));
    } else if (text !== undefined && ['open', 'sending', 'uncertain'].includes(text.state)) {
      await postpone(context.prisma, [erasure], context.now() + waitForText);
    } else {
      await markSkipped(context.prisma, [erasure], 'There is no text of ours to erase');
    }
    if (context.signal.aborted) return;
  }
}

async function eraseText(
  context: DeliveryContext,
  erasure: PendingTextErasure,
  kind: string,
  kommoId: number,
): Promise<void> {
  const { kommo, prisma, account } = context;
  const text = languageOf(account.language).texts.erased;
  const outcome = await attempt(context, [erasure], () =>
    kind === 'task' ? kommo.rewriteTask(kommoId, text) : kommo.rewriteLeadNote(kommoId, service, text),
  );
  if (outcome.kind === 'settled') return;
  if (outcome.kind === 'answered' || outcome.refusal.status === 404) {
    const done = outcome.effects.map((effect) => ({ ...effect, kommoId }));
    await markDone(prisma, done, context.now());
  } else {
    await markFailed(prisma, outcome.effects, reasonOf(outcome.refusal.problems, outcome.refusal));
  }
}
