define(() => {
  const boot = JSON.parse(document.getElementById('boot').textContent);
  const query = new URLSearchParams(location.search);
  const copyOf = (widget) => {
    const code = `${widget.code}_test`;
    return { ...widget, code, path: widget.path.replace(widget.code, code) };
  };
  return {
    ...boot,
    /** ours, and with `copies=2` a second copy under another code, like a private one beside the marketplace's */
    widgets: query.get('copies') === '2' ? [boot.widget, copyOf(boot.widget)] : [boot.widget].filter(Boolean),
    language: query.get('lang') ?? boot.account.language,
    theme: query.get('theme') ?? 'light',
    /** px, of the right-hand column */
    panelWidth: query.get('width') ?? '300',
    /** whether widgets are collapsed until a person opens them */
    isCollapsed: query.get('collapsed') === '1',
    /** a second, polluting widget */
    isPolluted: query.get('pollute') === '1',
    /** whether leaving a lead for another calls the widget's destroy; Kommo's documentation does not say */
    destroysBetweenLeads: query.get('destroy') !== 'no',
    /** when `page:changed` comes: `before` or `after` the next render, `twice` or `never` */
    pageChanged: query.get('changed') ?? 'before',
    /** whether `render_template` puts a widget's markup in the place of its last one, or below it */
    templatesReplace: query.get('templates') !== 'append',
    /** Kommo's own samples write `settings()` without an argument, others take the window's body */
    settingsTakesBody: query.get('argument') !== 'no',
    /** of the widget: `installed`, `not_configured` or `install` */
    status: query.get('status') ?? 'installed',
    /** the place of the advanced settings: `work-area`, `list_page_holder`, `list-widget` or `none` */
    workArea: query.get('area') ?? 'work-area',
    /** whether the element of the advanced settings appears shortly after its callback, as has been seen */
    hasLateWorkArea: query.get('late') === '1',
  };
});
