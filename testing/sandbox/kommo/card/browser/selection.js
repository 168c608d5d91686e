// The rows that are ticked in a list, as `list_selected` gives them: https://developers.kommo.com/docs/lists-sdk
define(() => {
  const ids = new Set();
  return {
    clear: () => ids.clear(),
    tick: (id, isTicked) => (isTicked ? ids.add(id) : ids.delete(id)),
    selected: () => ({
      selected: [...ids].map((id) => ({ id, type: 'lead', emails: [], phones: [] })),
      summary: { items: ids.size, emails: 0, phones: 0 },
    }),
  };
});
