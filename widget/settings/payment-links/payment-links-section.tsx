import type { JSX } from 'preact';
import type { Settings } from '../../../server/rules/settings/settings.ts';
import { CheckField } from '../form/check-field.tsx';
import { SelectField } from '../form/select-field.tsx';
import { TextField } from '../form/text-field.tsx';
import { usePage } from '../page/page-context.ts';
import { mergeValues } from '../section/merge.ts';
import { PageSection } from '../section/page-section.tsx';
import { SaveBar } from '../section/save-bar.tsx';
import { type EditedSection, useSection } from '../section/use-section.ts';

type EditedLinks = Pick<Settings, 'paymentLinks'>;
type Place = Settings['paymentLinks'];

const NOWHERE: Place = { checkout: null, storefront: null };
const KINDS = ['none', 'checkout', 'storefront'] as const;
type Kind = (typeof KINDS)[number];

/** The FastSpring address for the checkouts of the salespeople's links. */
export function PaymentLinksSection(): JSX.Element {
  const { texts } = usePage();
  const words = texts.paymentLinks;
  const describe = (_before: EditedLinks, { paymentLinks }: EditedLinks): readonly string[] => {
    const { checkout, storefront } = paymentLinks;
    const where = checkout === null ? storefront : `${checkout.storeId}/${checkout.checkoutId}`;
    return [`${words.kind}: ${[words.kinds[kindOf(paymentLinks)], where].filter(Boolean).join(' · ')}`];
  };
  const section = useSection<EditedLinks>({
    name: 'paymentLinks',
    part: ({ paymentLinks }) => ({ paymentLinks }),
  });
  const { value, problemAt } = section;
  const { checkout, storefront } = value.paymentLinks;
  const change = (place: Partial<Place>): void => section.change({ paymentLinks: { ...NOWHERE, ...place } });
  return (
    <PageSection name="paymentLinks">
      <SelectField<Kind>
        label={words.kind}
        hint={words.kindHint}
        value={kindOf(value.paymentLinks)}
        options={KINDS.map((kind) => ({ value: kind, label: words.kinds[kind] }))}
        onChange={(kind) => change(emptyPlace(kind))}
      />
      {storefront !== null && (
        <TextField
          label={words.storefront}
          hint={words.storefrontHint}
          value={storefront}
          problem={problemAt('paymentLinks.storefront')}
          onChange={(next) => change({ storefront: next })}
        />
      )}
      {checkout !== null && (
        <CheckoutFields checkout={checkout} problemAt={problemAt} onChange={(next) => change({ checkout: next })} />
      )}
      <SaveBar section={section} describe={describe} merge={merge} />
    </PageSection>
  );
}

type Checkout = NonNullable<Place['checkout']>;

function CheckoutFields(props: {
  checkout: Checkout;
  problemAt: EditedSection<EditedLinks>['problemAt'];
  onChange: (checkout: Checkout) => void;
}): JSX.Element {
  const { checkout, problemAt, onChange } = props;
  const { paymentLinks: words } = usePage().texts;
  return (
    <>
      <TextField
        label={words.storeId}
        hint={words.storeIdHint}
        value={checkout.storeId}
        problem={problemAt('paymentLinks.checkout.storeId')}
        onChange={(storeId) => onChange({ ...checkout, storeId })}
      />
      <TextField
        label={words.checkoutId}
        hint={words.checkoutIdHint}
        value={checkout.checkoutId}
        problem={problemAt('paymentLinks.checkout.checkoutId')}
        onChange={(checkoutId) => onChange({ ...checkout, checkoutId })}
      />
      <CheckField
        label={words.test}
        hint={words.testHint}
        checked={!checkout.live}
        onChange={(isTest) => onChange({ ...checkout, live: !isTest })}
      />
    </>
  );
}

function kindOf({ checkout, storefront }: Place): Kind {
  if (checkout !== null) return 'checkout';
  return storefront === null ? 'none' : 'storefront';
}

function emptyPlace(kind: Kind): Place {
  if (kind === 'checkout') return { ...NOWHERE, checkout: { storeId: '', checkoutId: '', live: true } };
  return kind === 'storefront' ? { ...NOWHERE, storefront: '' } : NOWHERE;
}

/** One storefront cannot be half mine and half theirs. */
function merge(base: EditedLinks, mine: EditedLinks, theirs: EditedLinks): EditedLinks {
  return { paymentLinks: mergeValues(base.paymentLinks, mine.paymentLinks, theirs.paymentLinks) };
}
