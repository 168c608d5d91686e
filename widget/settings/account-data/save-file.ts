/** ms; some browsers read the file only some time after the click */
const READ_WITHIN_MS = 60_000;

/** Makes the browser save a text as a file, like a click on a link to the file. */
export function saveFile(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), READ_WITHIN_MS);
}
