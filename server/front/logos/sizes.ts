/** Kommo's logos, in pixels, and which of them show the maker's logo too: https://developers.kommo.com/docs/images */
export const LOGOS = [
  { path: 'images/logo_main.png', width: 400, height: 272, hasMaker: true },
  { path: 'images/logo_medium.png', width: 240, height: 84, hasMaker: true },
  { path: 'images/logo.png', width: 130, height: 100, hasMaker: false },
  { path: 'images/logo_small.png', width: 108, height: 108, hasMaker: false },
  { path: 'images/logo_min.png', width: 84, height: 84, hasMaker: false },
] as const;
