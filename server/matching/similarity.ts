/** The ends of company names that tell the legal form and not the company. */
const legalForms: ReadonlySet<string> = new Set(
  (
    'gmbh mbh ag kg kgaa ug ohg gbr ev se ltd limited llc llp lp plc inc incorporated corp corporation co company ' +
    'bv nv sa sas sarl srl spa sl slu sapi de cv rl ltda eireli me epp oy oyj ab as asa aps kft zrt doo sro pty pte pt tbk ' +
    'anonim sirketi sti tic san'
  ).split(' '),
);

/** From here on company names are alike: one wrong letter at either end of a word of six letters is just enough. */
const alike = 0.8;

/** Whether companies are called the same but for case, accents, punctuation and legal form, or at least alike. */
export function compareCompanies(one: string, other: string): 'same' | 'alike' | 'different' {
  const value = similarity(withoutLegalForm(words(one)).join(' '), withoutLegalForm(words(other)).join(' '));
  if (value === 1) return 'same';
  return value >= alike ? 'alike' : 'different';
}

/**
 * The word of a company's name by which it is best searched for: the longest of those that are spelled alike everywhere,
 * without letters that have a second spelling. Null when the name has none of at least three letters.
 */
export function distinctiveWord(name: string): string | null {
  const candidates = name
    .normalize('NFC')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length >= 3 && !legalForms.has(word.toLowerCase()));
  const plain = candidates.filter((word) => /^[\dA-Za-z]+$/.test(word) && !/ae|oe|ue|ss/i.test(word));
  const [longest = null] = (plain.length > 0 ? plain : candidates).toSorted((one, other) => other.length - one.length);
  return longest;
}

/** Whether two people have the same name; `Schmidt, Anna` is `Anna Schmidt`. */
export function isSameName(one: string, other: string): boolean {
  return similarity(words(one).sort().join(' '), words(other).sort().join(' ')) >= 0.9;
}

function words(name: string): string[] {
  return name
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ı', 'i')
    .normalize('NFKD')
    .replace(/[\p{M}.'’]/gu, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

function withoutLegalForm(name: readonly string[]): readonly string[] {
  const last = name.findLastIndex((word) => !legalForms.has(word));
  return last === -1 ? name : name.slice(0, last + 1);
}

/** Dice's coefficient over pairs of neighbouring letters; nameless is like nobody. */
function similarity(one: string, other: string): number {
  if (one === '') return 0;
  if (one === other) return 1;
  const pairs = letterPairs(one);
  const otherPairs = letterPairs(other);
  let shared = 0;
  for (const [pair, count] of pairs) shared += Math.min(count, otherPairs.get(pair) ?? 0);
  return (2 * shared) / Math.max(1, one.length + other.length - 2);
}

function letterPairs(text: string): ReadonlyMap<string, number> {
  const pairs = new Map<string, number>();
  for (let at = 0; at < text.length - 1; at += 1) {
    const pair = text.slice(at, at + 2);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  return pairs;
}
