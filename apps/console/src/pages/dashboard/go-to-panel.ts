const FLASH_MS = 1500;

/** Brings a panel into sight and marks it for a moment. The page may have to open its group first. */
export function goToPanel(panelId: string): void {
  requestAnimationFrame(() => {
    const cell = document.querySelector<HTMLElement>(`#panel-${panelId}`);
    if (cell === null) return;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    cell.scrollIntoView({ behavior: still ? 'auto' : 'smooth', block: 'center' });
    cell.setAttribute('data-flash', '');
    setTimeout(() => cell.removeAttribute('data-flash'), FLASH_MS);
  });
}
