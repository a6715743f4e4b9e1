// Runs before the first paint so that a dark page never flashes white. A file of its own because the content security
// policy allows no inline script. The key is that of src/theme/colour-scheme.ts.
(() => {
  let chosen = 'auto';
  try {
    chosen = localStorage.getItem('binnacle.colour-scheme') ?? 'auto';
  } catch {
    // Storage may be forbidden; the system's preference is then all there is.
  }
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
