/** A tax as its country's invoices name it, with the rates in percent that it has or had since 2020. */
interface LocalTax {
  readonly name: string;
  readonly rates: readonly string[];
}

const tax = (name: string, rates: string): LocalTax => ({ name, rates: rates.split(' ') });

const swiss = tax('MWST', '8.1 3.8 2.6 7.7 3.7 2.5');

/**
 * By ISO 3166-1 alpha-2; standard rate first, then reduced and former ones, and those of regions such as Madeira. The
 * EU from the European Commission's database, https://ec.europa.eu/taxation_customs/tedb/, other countries from their tax
 * offices as https://taxsummaries.pwc.com/quick-charts/value-added-tax-vat-rates lists them. Countries without one tax of
 * their own, such as the United States and Brazil, are left out.
 */
export const localTaxes: Readonly<Record<string, readonly LocalTax[]>> = {
  AE: [tax('VAT', '5')],
  AR: [tax('IVA', '21 10.5')],
  AT: [tax('USt', '20 13 10 5')],
  AU: [tax('GST', '10')],
  BE: [tax('BTW/TVA', '21 12 6')],
  BG: [tax('ДДС', '20 9')],
  CA: [tax('GST', '5'), tax('HST', '13 14 15'), tax('GST + PST', '11 12'), tax('GST + QST', '14.975')],
  CH: [swiss],
  CL: [tax('IVA', '19')],
  CO: [tax('IVA', '19 5')],
  CR: [tax('IVA', '13')],
  CY: [tax('ΦΠΑ', '19 9 5 3')],
  CZ: [tax('DPH', '21 12 15 10')],
  DE: [tax('MwSt', '19 7 16 5')],
  DK: [tax('moms', '25')],
  EC: [tax('IVA', '15 12')],
  EE: [tax('km', '24 22 20 13 9')],
  EG: [tax('VAT', '14')],
  ES: [tax('IVA', '21 10 4')],
  FI: [tax('ALV', '25.5 24 14 13.5 10')],
  FR: [tax('TVA', '20 10 8.5 5.5 2.1')],
  GB: [tax('VAT', '20 5')],
  GR: [tax('ΦΠΑ', '24 17 13 6')],
  HR: [tax('PDV', '25 13 5')],
  HU: [tax('ÁFA', '27 18 5')],
  ID: [tax('PPN', '11 12 10')],
  IE: [tax('VAT', '23 21 13.5 9 4.8')],
  IL: [tax('מע״מ', '18 17')],
  IM: [tax('VAT', '20 5')],
  IN: [tax('GST', '18 5 12 28')],
  IS: [tax('VSK', '24 11')],
  IT: [tax('IVA', '22 10 5 4')],
  JP: [tax('消費税', '10 8')],
  KE: [tax('VAT', '16 14')],
  KR: [tax('부가세', '10')],
  LI: [swiss],
  LT: [tax('PVM', '21 12 9 5')],
  LU: [tax('TVA', '17 16 14 13 8 7 3')],
  LV: [tax('PVN', '21 12 5')],
  MC: [tax('TVA', '20 10 5.5 2.1')],
  MT: [tax('VAT', '18 12 7 5')],
  MX: [tax('IVA', '16 8')],
  NG: [tax('VAT', '7.5')],
  NL: [tax('btw', '21 9')],
  NO: [tax('MVA', '25 15 12')],
  NZ: [tax('GST', '15')],
  PE: [tax('IGV', '18')],
  PH: [tax('VAT', '12')],
  PL: [tax('VAT', '23 8 5')],
  PT: [tax('IVA', '23 13 6 22 18 16 12 9 5 4')],
  RO: [tax('TVA', '21 11 19 9 5')],
  RS: [tax('PDV', '20 10')],
  SA: [tax('VAT', '15')],
  SE: [tax('moms', '25 12 6')],
  SG: [tax('GST', '9 8 7')],
  SI: [tax('DDV', '22 9.5 5')],
  SK: [tax('DPH', '23 19 5 20 10')],
  TH: [tax('VAT', '7')],
  TR: [tax('KDV', '20 10 1 18 8')],
  TW: [tax('營業稅', '5')],
  UA: [tax('ПДВ', '20 14 7')],
  UY: [tax('IVA', '22 10')],
  VN: [tax('VAT', '10 8 5')],
  ZA: [tax('VAT', '15')],
};
