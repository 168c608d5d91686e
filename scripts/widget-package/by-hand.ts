/** What no program can see: the point, and what a person has to look at. */
export const byHand = [
  ['The access', 'The integration asks for access to account data (`crm`) alone.'],
  [
    'Requests in cycles',
    'An open card asks the backend of the widget again when its answer has come, which it holds for 25 s; Kommo’s own ' +
      'API is never asked by the page. Say so to the moderators.',
  ],
  [
    'The logos',
    'Each can be recognized. FastSpring’s own is not among them: only its owner may allow that, if Kommo asks for it.',
  ],
  ['The slides', 'No word of another language: `npm run draw:tour` draws them, a person looks at them.'],
  ['The dark theme', 'Everything can be read in it: `npm test` measures the contrast of every state of the panel.'],
  ['The description', 'What is typed in the form is the `widget.description` of each language, letter by letter.'],
  ['The policy', 'Names the legal entity, in each language.'],
  ['Support', 'People answer in each language.'],
  ['Dates and numbers', 'Are those of the reader’s language, in the answers of the backend too.'],
  ['The price', 'In USD or EUR, if there is one.'],
  ['The version', 'The archive is not the published one: any change of a file changes its version.'],
  ['The test', 'Installed, used and removed in an account of Kommo’s own, in both themes.'],
] as const;
