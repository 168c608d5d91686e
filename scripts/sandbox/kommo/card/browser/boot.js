define(() => {
  const boot = JSON.parse(document.getElementById('boot').textContent);
  const query = new URLSearchParams(location.search);
  return {
    ...boot,
    language: query.get('lang') ?? boot.account.language,
    theme: query.get('theme') ?? 'light',
    /** px, of the right-hand column */
    panelWidth: query.get('width') ?? '300',
    /** whether widgets are collapsed until a person opens them */
    isCollapsed: query.get('collapsed') === '1',
    /** a second widget that spoils the page */
    isPolluted: query.get('pollute') === '1',
    /** whether leaving a lead for another calls the widget's destroy; Kommo's documentation does not say */
    destroysBetweenLeads: query.get('destroy') !== 'no',
    /** whether the element of the advanced settings comes a little after its callback, as has been seen */
    hasLateWorkArea: query.get('late') === '1',
  };
});
