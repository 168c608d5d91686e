define(['boot', 'element'], (boot, element) => {
  const LANGUAGES = ['en', 'es', 'pt', 'tr', 'id'];

  /** As Kommo does: the attribute is there in the dark theme only, and changes without a reload. */
  const setTheme = (theme) => {
    if (theme === 'dark') document.documentElement.dataset.colorScheme = 'dark';
    else delete document.documentElement.dataset.colorScheme;
  };

  const setLanguage = (language) => {
    const address = new URL(location.href);
    address.searchParams.set('lang', language);
    location.assign(address.href);
  };

  const settings = `/settings/widgets/${boot.widget?.code}`;

  /** from the lead to the widget's settings, and back to it */
  const otherPage = () => {
    const query = new URLSearchParams(location.search);
    const { kind, id } = boot.page;
    if (kind === 'lead') {
      const list = element('a', { href: `/leads/list?${query}`, textContent: 'List of leads' });
      query.set('lead', id);
      return [list, element('a', { href: `${settings}?${query}`, textContent: 'Settings of the widget' })];
    }
    const lead = query.get('lead');
    query.delete('lead');
    const card = `/leads/detail/${lead}?${query}`;
    return lead ? [element('a', { href: card, textContent: 'Back to the lead' })] : [];
  };

  return {
    setTheme,
    show() {
      setTheme(boot.theme);
      document.documentElement.lang = boot.language;
      const languages = element(
        'select',
        { ariaLabel: 'Language', onchange: (event) => setLanguage(event.target.value) },
        LANGUAGES.map((language) =>
          element('option', { value: language, textContent: language, selected: language === boot.language }),
        ),
      );
      const theme = element('button', {
        type: 'button',
        textContent: 'Light / dark',
        onclick: () => setTheme(document.documentElement.dataset.colorScheme === 'dark' ? 'light' : 'dark'),
      });
      const name = element('strong', { textContent: `${boot.account.name} · ${boot.user.name}` });
      document.getElementById('top_bar').replaceChildren(name, ...otherPage(), languages, theme);
    },
  };
});
