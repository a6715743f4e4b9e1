/** Sum of the samples of one metric in a text exposition; undefined when it has none. */
export function exposedValue(text: string, metric: string): number | undefined {
  const values = [...text.matchAll(new RegExp(`^${metric}(?:\\{[^\\n]*\\})? (\\S+)`, 'gm'))].map(([, value]) =>
    Number(value),
  );
  return values.length === 0 ? undefined : values.reduce((a, b) => a + b, 0);
}
