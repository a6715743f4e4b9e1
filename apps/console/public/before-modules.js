// What has to be settled before the first paint and before any module runs. A file of its own because the content
// security policy allows no inline script.

// A dark page must never flash white. The key is that of src/theme/colour-scheme.ts.
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

// zod tries whether it may compile code with `new Function`. The policy refuses that and reports the attempt each time;
// this setting, read when the first schema is made, says so beforehand.
globalThis.__zod_globalConfig = { jitless: true };
