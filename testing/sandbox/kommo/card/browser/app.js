// `APP`, the page's own object that widgets may read: https://developers.kommo.com/docs/environment-variables
define(['boot', 'notifications'], (boot, notifications) => {
  const area = { name: '', card: false };

  const constants = {
    account: { ...boot.account, users: Object.fromEntries(boot.users.map((user) => [user.id, user.name])) },
    user: { ...boot.user, theme: boot.theme === 'dark' ? 2 : 1 },
    user_rights: { is_admin: boot.user.isAdmin },
    managers: Object.fromEntries(
      boot.users.map((user) => [user.id, { id: user.id, title: user.name, active: user.isActive }]),
    ),
    groups: { group_0: 'Sales' },
    task_types: Object.fromEntries(boot.taskTypes.map((type) => [type.id, type])),
  };

  const APP = {
    lang_id: boot.language,
    constant: (name) => constants[name],
    isCard: () => area.card !== false,
    getBaseEntity: () => ({ lcard: 'leads', ccard: 'contacts', comcard: 'companies' })[area.name] ?? '',
    getWidgetsArea: () =>
      ({
        lcard: 'leads_card',
        ccard: 'contacts_card',
        comcard: 'companies_card',
        'advanced-settings': `advanced-settings:${boot.widget?.code}`,
      })[area.name] ?? area.name,
    notifications,
    sdk: { setCallingStatus: () => {} },
    widgets: { system: { area: '' } },
    data: {
      get current_card() {
        return area.card;
      },
    },
  };
  window.APP = APP;
  window.AMOCRM = APP;

  return {
    /** `lcard`, `ccard`, `comcard`, `llist`, `settings` or `advanced-settings`; `card` is false outside a card and has id 0 while unsaved */
    enterArea(name, card = false) {
      area.name = name;
      area.card = card;
      APP.widgets.system.area = name;
    },
    areaName: () => area.name,
  };
});
