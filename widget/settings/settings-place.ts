/** Where the widget's settings go on their page; null when Kommo has made no place for them within 5 s. */
export async function settingsPlace(code: string): Promise<HTMLElement | null> {
  for (let look = 0; look < 50; look += 1) {
    // The first is Kommo's own template's; the others are what public widgets found.
    const place = document.querySelector<HTMLElement>(`#work-area-${code}, #list_page_holder, .list-widget`);
    if (place) return place;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return null;
}

/** The body of the integration's open window; Kommo's samples find it by themselves, others are handed it. */
export const windowBody = (code: string): HTMLElement | null =>
  document.querySelector<HTMLElement>(`.modal.${code} .modal-body`);
