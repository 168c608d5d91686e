/** What Kommo takes: https://developers.kommo.com/docs/limitations. How many requests a second, KOMMO_RATE_LIMIT says. */

/** ms from its claim on in which a request without an answer may still arrive at Kommo. */
export const underWayMs = 3_000;
/** Elements on a page, and ids in one request. */
export const elementsPerRead = 250;
/** Kommo's recommendation. */
export const elementsPerWrite = 50;
/** https://developers.kommo.com/reference/events-list: fewer of both than elsewhere */
export const eventsPerPage = 100;
export const idsPerEventsRead = 10;
/** Characters of a name and of a text field. */
export const longestText = 255;
/** s by which Kommo's clock may be behind ours: what we made may look as much older. */
export const clockTolerance = 120;
