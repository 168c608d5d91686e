/** The points that no program can check, with instructions for a person. */
export const byHand = [
  ['The access', 'The integration asks for access to account data (`crm`) alone.'],
  [
    'Requests in cycles',
    'While a card is open, the page keeps one request to the widget’s own backend, which holds it for up to 25 s. The page ' +
      'never asks Kommo’s API. Tell the moderators.',
  ],
  [
    'The logos',
    'Each can be recognized. FastSpring’s logo is not among them: if Kommo asks for it, FastSpring must allow it.',
  ],
  ['The slides', 'No word of another language: `npm run draw:tour` draws them, a person looks at them.'],
  ['The dark theme', 'Everything can be read in it: `npm test` measures the contrast of every state of the panel.'],
  ['The description', 'The form has the `widget.description` of each language, letter by letter.'],
  ['The policy', 'It names the legal entity, in each language.'],
  ['Support', 'People answer in each language.'],
  ['Dates and numbers', 'They are written as in the reader’s language, in the answers of the backend too.'],
  ['The price', 'It is in USD or EUR, if there is one.'],
  ['The version', 'The archive is not the published one: any change of a file changes its version.'],
  ['The test', 'Installed, used and removed in an account of Kommo’s own, in both themes.'],
] as const;
