import type { JSX } from 'preact';
import type { SettingsProblem } from '../../../server/rules/settings/settings-problems.ts';
import { fill } from '../../ui/texts.ts';
import { fitsSkuPattern } from '../catalog/sku-pattern.ts';
import { useCatalog, usePage } from '../page/page-context.ts';
import { TextField } from './text-field.tsx';

/** This many products are named; the others are counted. */
const NAMED = 4;

/** A SKU or product path with `*` for any text, and below it the matching products among those sold so far. */
export function PatternField(props: {
  label: string;
  value: string;
  /** the meaning of an empty field; omitted where it is required */
  whenEmpty?: string;
  problem: SettingsProblem | null;
  onChange: (value: string) => void;
}): JSX.Element {
  const { texts } = usePage();
  const patternFit = usePatternFit();
  const hint = props.value.trim() === '' ? [props.whenEmpty, texts.pattern.hint] : [patternFit(props.value)];
  return <TextField {...props} hint={hint.filter(Boolean).join(' ')} />;
}

/** Lists the products sold so far that match a pattern. */
export function usePatternFit(): (typed: string) => string {
  const { texts, formats } = usePage();
  const { products } = useCatalog();
  return (typed) => {
    const pattern = typed.trim();
    if (pattern === '') return '';
    if (products.length === 0) return texts.pattern.nothingSold;
    const fitting = products.filter(({ sku, path }) =>
      [sku, path].some((name) => name !== null && fitsSkuPattern(pattern, name)),
    );
    const names = [...new Set(fitting.map(({ product }) => product))];
    if (names.length === 0) return texts.pattern.fitsNone;
    const named = names.slice(0, NAMED).join(', ');
    const others = names.length - NAMED;
    return others > 0
      ? formats.plural(texts.pattern.fitsMore, others, { products: named })
      : fill(texts.pattern.fits, { products: named });
  };
}
