/** The place for the widget's settings on their page; null when Kommo has made none within 5 s. */
export async function settingsPlace(code: string): Promise<HTMLElement | null> {
  for (let look = 0; look < 50; look += 1) {
    // The first is from Kommo's own template; the others are from public widgets.
    const place = document.querySelector<HTMLElement>(`#work-area-${code}, #list_page_holder, .list-widget`);
    if (place) return place;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return null;
}

/** The body of the integration's open window; Kommo's samples find it by themselves, others get it as an argument. */
export const windowBody = (code: string): HTMLElement | null =>
  document.querySelector<HTMLElement>(`.modal.${code} .modal-body`);
