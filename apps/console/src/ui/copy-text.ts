/**
 * Puts the text of `element` into the clipboard. Browsers have `navigator.clipboard` in secure contexts only, and a
 * server on a private network is often reached over plain HTTP: there the old way, over the selection, is what works.
 *
 * @returns whether it is in the clipboard; when not, the text is selected for the reader's own Ctrl+C
 */
export async function copyText(element: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(element.textContent);
    return true;
  } catch {
    // Undefined (no secure context) or refused (permission): both end here.
  }
  getSelection()?.selectAllChildren(element);
  return document.execCommand('copy');
}
