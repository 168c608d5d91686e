/** The path of a lead's card in Kommo. */
export const leadPath = (leadId: number): string => `/leads/detail/${leadId}`;
