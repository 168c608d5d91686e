/** As a `ref`: keeps the focus when one control replaces another. */
export const takeFocus = (control: HTMLElement | null): void => control?.focus();
