/** The maker's e-mail address or page for those who need help, set at build time. */
declare const SUPPORT_CONTACT: string | null;

/** A text that ends with whom to ask, where the archive names them. */
export const withContact = (text: string, help: string): string =>
  SUPPORT_CONTACT === null ? text : `${text} ${help} ${SUPPORT_CONTACT}`;
