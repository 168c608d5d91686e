// `$authorizedAjax`: https://developers.kommo.com/docs/one-time-tokens
define(['jquery', 'boot'], ($, boot) => {
  const tokenUrl = `/ajax/v2/integrations/${boot.widget?.clientId}/disposable_token`;
  /** A Deferred of `$.ajax(options)`, sent with a fresh token; it has no `abort`. */
  return (options) =>
    $.ajax({ url: tokenUrl, data: { user: boot.user.id }, dataType: 'json' }).then(({ token }) =>
      $.ajax({ ...options, headers: { ...options.headers, 'X-Auth-Token': token } }),
    );
});
