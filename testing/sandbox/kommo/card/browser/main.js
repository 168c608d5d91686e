// RequireJS starts here, as Kommo's page does: widgets find the host's modules under these names.
requirejs.config({
  map: { '*': { 'lib/components/base/modal': 'modal' } },
  waitSeconds: 60,
});

require(['page']);
