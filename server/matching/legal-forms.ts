/** Words in company names for the legal form, in lower-case Latin letters. */

/** These have no other meaning, so they are removed anywhere in a name: `Acme GmbH Deutschland`. */
const anywhere = setOf(
  'gmbh mbh gesmbh ggmbh kgaa ohg llc llp ltd limited plc inc incorporated corp corporation sarl sasu eurl srl srls ' +
    'sapi ltda eireli kft zrt nyrt spol doo dooel aps oyj ehf slu pty pvt sdn bhd tbk uab ood eood ooo oao zao pao tov',
);
/** These are also ordinary words or names, so they are removed only at the end: `San Marco SpA`. */
const atTheEnd = setOf(
  'ag kg ug gbr ev eg ek se co company lp bv nv cv vof sa sas sca snc spa sl cb sc de rl me epp oy ab as asa ks ans hf ' +
    'sro ro s bt pt sp z oo ad ae epe ike dd jsc pjsc anonim sirketi sti tic san ve ticaret sanayi and und et y e',
);
/** These are removed only at the start: `PT Sumber Makmur`. */
const atTheStart = setOf('pt cv ud sia oy ab as oue sa sas sc snc firma');

/** Legal forms of several words, or in scripts that need no space between the form and the name. */
const inOtherScripts =
  /株式会社|有限会社|合同会社|股份有限公司|有限责任公司|有限責任公司|有限公司|주식회사|유한회사|\((?:株|有|주|유)\)|(?<!\p{L})(?:ООО|ОАО|ПАО|ЗАО|АО|ИП|ТОО|ТОВ|ПП|ФОП|ЧП|ООД|ЕООД|АД|ДОО|sp(?:ó[łl]ka|\.)?\s*z\s*o\.?\s*o\.?)(?!\p{L})/giu;

/** A company's name without legal forms in non-Latin scripts. */
export function withoutForeignForms(name: string): string {
  return name.replace(inOtherScripts, ' ');
}

/** Whether a word of a company's name is only a legal form. */
export function isLegalForm(word: string): boolean {
  return anywhere.has(word) || atTheEnd.has(word) || atTheStart.has(word);
}

/** The words without the legal form; all of them if none would be left. */
export function withoutLegalForm(words: readonly string[]): readonly string[] {
  const last = words.findLastIndex((word) => !anywhere.has(word) && !atTheEnd.has(word));
  const first = words.findIndex((word) => !anywhere.has(word) && !atTheStart.has(word));
  const left = words.slice(first, last + 1).filter((word) => !anywhere.has(word));
  return first === -1 || left.length === 0 ? words : left;
}

function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}
