// The object that Kommo mixes a widget's constructor into: https://developers.kommo.com/docs/script-js
define(['boot', 'app', 'authorized-ajax', 'widgets-panel', 'current-lead', 'selection'], (
  boot,
  app,
  authorizedAjax,
  panel,
  lead,
  selection,
) => {
  /** `texts` is the whole file of the current locale. */
  return (widget, texts) => {
    const { code, path, version, clientId } = widget;
    const params = {
      widget_code: code,
      path,
      cdn_path: path,
      images_path: `${path}/images`,
      version,
      id: 1,
      status: boot.status,
      active: 'Y',
      widget_active: 'Y',
      oauth_client_uuid: clientId,
    };
    const settings = {};
    const self = {
      callbacks: {},
      params,
      langs: texts,
      system: () => ({
        area: app.areaName(),
        amouser: boot.user.login,
        amouser_id: boot.user.id,
        amohash: '',
        subdomain: boot.account.subdomain,
        domain: location.host,
        server: location.origin,
        displayed_count: 1,
        displayed_count_by_area: 1,
      }),
      get_settings: () => ({ ...settings, ...params }),
      set_settings: (values) => Object.assign(settings, values),
      i18n: (key) => key.split('.').reduce((part, name) => part?.[name], self.langs),
      set_lang: (langs) => {
        self.langs = langs;
      },
      get_version: () => version,
      get_install_status: () => params.status,
      set_status: (status) => {
        params.status = status;
      },
      render_template: (template) => panel.show(widget, template),
      $authorizedAjax: authorizedAjax,
      // Its result on other cards than a lead's is not documented: empty here.
      get_current_card_contacts_data: () => Promise.resolve(app.areaName() === 'lcard' ? lead.contacts() : []),
      list_selected: selection.selected,
      add_action: () => {},
      add_source: () => {},
      widgetsOverlay: () => {},
    };
    return self;
  };
});
