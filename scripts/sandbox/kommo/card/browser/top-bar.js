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
      document.getElementById('top_bar').replaceChildren(name, languages, theme);
    },
  };
});
