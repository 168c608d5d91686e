import type { Kit, Payer, Row } from '../matching-world.ts';
import { contactWithLead } from './arrange.ts';

/** Two colleagues of one company, each with a lead. The first is called `theirName`, the payer `first last`. */
const colleague =
  (theirName: string, first: string, last: string) =>
  (kit: Kit): Payer => {
    const companyId = kit.company({});
    contactWithLead(kit, 'A', { name: theirName, emails: [`a@${kit.domain}`], companyId });
    contactWithLead(kit, 'B', { name: 'Ben Weber', emails: [`b@${kit.domain}`], companyId });
    return { email: `payer@${kit.domain}`, first, last };
  };

export const persons: readonly Row[] = [
  ['Müller is Mueller', colleague('Jürgen Müller', 'Juergen', 'Mueller'), 'A by domain', 'A'],
  ['Müller is Muller', colleague('Jürgen Müller', 'Jurgen', 'Muller'), 'A by domain', 'A'],
  ['Mueller is Muller', colleague('Juergen Mueller', 'Jurgen', 'Muller'), 'A by domain', 'A'],
  ['Łukasz is Lukasz', colleague('Łukasz Wójcik', 'Lukasz', 'Wojcik'), 'A by domain', 'A'],
  ['Kjær is Kjaer', colleague('Mads Kjær', 'Mads', 'Kjaer'), 'A by domain', 'A'],
  ['Åse Ågård is Aase Aagaard', colleague('Åse Ågård', 'Aase', 'Aagaard'), 'A by domain', 'A'],
  ['Işıl is Isil', colleague('Işıl İnce', 'Isil', 'Ince'), 'A by domain', 'A'],
  ['Юрий is Yuriy', colleague('Юрий Иванов', 'Yuriy', 'Ivanov'), 'A by domain', 'A'],
  ['Dr. does not count', colleague('Dr. Anna Schmidt', 'Anna', 'Schmidt'), 'A by domain', 'A'],
  [
    'titles do not count on either side',
    colleague('Schmidt, Prof. Dr. Anna', 'Frau Anna', 'Schmidt'),
    'A by domain',
    'A',
  ],
  [
    'Müller is not Möller',
    colleague('Jürgen Möller', 'Jürgen', 'Müller'),
    'severalLeads, B by domain, A by domain',
    null,
  ],
  ['a title is no name', colleague('Dr. Weber', 'Dr.', 'Schmidt'), 'severalLeads, B by domain, A by domain', null],
  ['王伟 is not 王薇', colleague('王薇', '王', '伟'), 'severalLeads, B by domain, A by domain', null],
  [
    'two namesakes',
    (kit) => {
      const companyId = kit.company({});
      contactWithLead(kit, 'A', { name: 'Anna Müller', emails: [`a@${kit.domain}`], companyId });
      contactWithLead(kit, 'B', { name: 'Anna Mueller', emails: [`b@${kit.domain}`], companyId });
      return { email: `payer@${kit.domain}`, first: 'Anna', last: 'Muller' };
    },
    'severalLeads, B by domain, A by domain',
    null,
  ],
];

/** A company with lead `A`, by its names in Kommo and at FastSpring. */
const company =
  (inKommo: string, atFastSpring: string) =>
  (kit: Kit): Payer => {
    kit.lead('A', { company: kit.company({ name: inKommo }) });
    return { company: atFastSpring };
  };
const suggested = 'onlyResembling, A by company';

export const companies: readonly Row[] = [
  ['ООО and quotation marks', company('Василёк', 'ООО «Василёк»'), suggested, 'A'],
  ['ООО behind the name', company('"Подсолнух-Юг", ООО', 'Подсолнух Юг'), suggested, 'A'],
  ['ТОВ in Ukraine', company('Барвінок', 'ТОВ "Барвінок"'), suggested, 'A'],
  ['PT and Tbk in Indonesia', company('Sumber Lestari', 'PT Sumber Lestari Tbk'), suggested, 'A'],
  ['SARL before the name', company('Dupontelle S.A.R.L.', 'SARL Dupontelle'), suggested, 'A'],
  ['UAB in Lithuania', company('UAB „Baltmedis“', 'Baltmedis, UAB'), suggested, 'A'],
  ['A/S and æ', company('Kjaersholm Vognmand', 'Kjærsholm Vognmand A/S'), suggested, 'A'],
  ['Sp. z o.o. and ó', company('Drukarnia Wojcikowska', 'Drukarnia Wójcikowska Sp. z o.o.'), suggested, 'A'],
  ['GmbH inside the name', company('Quellbrunn Deutschland', 'Quellbrunn GmbH Deutschland'), suggested, 'A'],
  ['Ltd. Şti. in Turkey', company('Ceviz Yazilim', 'Ceviz Yazılım San. ve Tic. Ltd. Şti.'), suggested, 'A'],
  ['株式会社 on either side', company('株式会社アルファルファ', 'アルファルファ株式会社'), suggested, 'A'],
  ['ä, ae and a', company('Baeckerei Hallerturm', 'Bäckerei Hallerturm'), suggested, 'A'],
  ['another company with the same legal form', company('ООО «Ландыш»', 'ООО «Гвоздика»'), 'nobody', null],
  ['a legal form alone', company('Limited', 'GmbH'), 'nobody', null],
  // Kommo searches for literal text, so a name in another alphabet is not found.
  ['another alphabet', company('ООО «Незабудка»', 'Nezabudka LLC'), 'nobody', 'A'],
];
