// `$authorizedAjax`: https://developers.kommo.com/docs/one-time-tokens
define(['jquery', 'boot'], ($, boot) => {
  const tokenUrl = `/ajax/v2/integrations/${boot.widget?.clientId}/disposable_token`;
  /** ms; Kommo's page asks for a new token after this time, although one is called one-time */
  const keptFor = 25 * 60_000;
  let asked = null;

  const currentToken = () => {
    if (asked === null || Date.now() - asked.at >= keptFor) {
      const answer = $.ajax({ url: tokenUrl, data: { user: boot.user.id }, dataType: 'json' });
      answer.fail(() => {
        asked = null;
      });
      asked = { answer, at: Date.now() };
    }
    return asked.answer;
  };

  /** A Deferred of `$.ajax(options)`, sent with the page's token; it has no `abort`. */
  return (options) =>
    currentToken().then(({ token }) => $.ajax({ ...options, headers: { ...options.headers, 'X-Auth-Token': token } }));
});
