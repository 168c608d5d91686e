import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { BuyerFields, type BuyerFieldsProps } from './buyer-fields.tsx';
import type { Buyer } from './form-state.ts';

const NAMES: readonly (keyof Buyer)[] = ['email', 'firstName', 'lastName', 'company', 'country'];

/** The payer: in a few words when the card knows all that a checkout needs, in fields otherwise and on demand. */
export function BuyerPart(props: BuyerFieldsProps): JSX.Element {
  const { texts, regions, draft, isWrong } = props;
  const [step, setStep] = useState(draft.email && draft.country ? 'folded' : 'needed');
  if (step !== 'folded' || draft.kind === 'quote' || NAMES.some(isWrong)) {
    return <BuyerFields {...props} takesFocus={step === 'opened'} />;
  }
  const name = [draft.firstName, draft.lastName].filter(Boolean).join(' ');
  return (
    <div class="pvf-field">
      <span class="pvf-hint">{texts.buyer}</span>
      {[name, draft.email, regions.of(draft.country)].filter(Boolean).map((part) => (
        <div key={part} dir="auto">
          {part}
        </div>
      ))}
      <button type="button" class="pvf-link" onClick={() => setStep('opened')}>
        {texts.changeBuyer}
      </button>
    </div>
  );
}
