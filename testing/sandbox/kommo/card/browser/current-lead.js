// The lead on the page, kept up to date by polling for changes.
define(['boot'], (boot) => {
  const POLL_MS = 2_000;
  let data = null;
  let stop = () => {};

  const watch = (id, onChange) => {
    let etag = '';
    let isOver = false;
    const ask = async () => {
      if (isOver) return;
      if (!document.hidden) {
        const response = await fetch(`/ajax/leads/${id}`, {
          headers: { 'if-none-match': etag },
          cache: 'no-store',
        }).catch(() => null);
        if (isOver) return;
        if (response?.status === 200) {
          etag = response.headers.get('etag');
          data = await response.json();
          onChange(data);
        }
      }
      setTimeout(ask, POLL_MS);
    };
    stop = () => {
      isOver = true;
    };
    return ask();
  };

  return {
    /** Resolves once the lead is there; `onChange` gets it then and whenever it changes. */
    open(id, onChange) {
      stop();
      data = null;
      return id === 0 ? Promise.resolve() : watch(id, onChange);
    },
    contacts: () => data?.contacts ?? [],
    close: () => stop(),
    moveTo: (status) =>
      fetch(`/ajax/leads/${data.id}/stage`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ status, user: boot.user.id }),
      }),
  };
});
