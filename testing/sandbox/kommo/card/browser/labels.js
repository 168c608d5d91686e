// The card's names for its fields, in the language of the page.
define(['boot'], (boot) => {
  const LABELS = {
    en: { sale: 'Sale', responsible: 'Responsible', tags: 'Tags', contact: 'Contact', otherLeads: 'Other leads' },
    es: {
      sale: 'Venta',
      responsible: 'Responsable',
      tags: 'Etiquetas',
      contact: 'Contacto',
      otherLeads: 'Otros leads',
    },
    pt: { sale: 'Venda', responsible: 'Responsável', tags: 'Tags', contact: 'Contato', otherLeads: 'Outros leads' },
    tr: { sale: 'Satış', responsible: 'Sorumlu', tags: 'Etiketler', contact: 'Kişi', otherLeads: 'Diğer adaylar' },
    id: { sale: 'Penjualan', responsible: 'Penanggung jawab', tags: 'Tag', contact: 'Kontak', otherLeads: 'Lead lain' },
  };
  return LABELS[boot.language] ?? LABELS.en;
});
