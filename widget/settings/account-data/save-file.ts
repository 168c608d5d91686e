/** ms; some browsers read the file only some time after the click */
const READ_WITHIN_MS = 60_000;

/** Has the browser save a text as a file, as a click on a link to the file would. */
export function saveFile(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), READ_WITHIN_MS);
}
