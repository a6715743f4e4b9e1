/** HTML to paste into a page of another site. A dashboard is taller than one panel. */
export function iframeCode(href: string, title: string, isDashboard: boolean): string {
  const attributes = {
    src: href,
    title,
    width: '100%',
    height: isDashboard ? '900' : '360',
    loading: 'lazy',
    referrerpolicy: 'no-referrer',
  };
  const text = Object.entries(attributes).map(([name, value]) => `${name}="${escaped(value)}"`);
  return `<iframe ${text.join(' ')} style="border: 0"></iframe>`;
}

const escaped = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
