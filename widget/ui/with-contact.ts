/** The maker's e-mail address or page for those who need help, set at build time. */
declare const SUPPORT_CONTACT: string | null;

/** The text with the maker's contact at its end, where the archive has one. */
export const withContact = (text: string, help: string): string =>
  SUPPORT_CONTACT === null ? text : `${text} ${help} ${SUPPORT_CONTACT}`;
