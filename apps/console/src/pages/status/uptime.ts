/** "3 h 36 min" in the words of `language`: the two largest units that are not zero, so that it stays short. */
export function uptimeText(durationMs: number, language: string): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  const parts = [
    { unit: 'day', value: Math.floor(seconds / 86_400) },
    { unit: 'hour', value: Math.floor(seconds / 3_600) % 24 },
    { unit: 'minute', value: Math.floor(seconds / 60) % 60 },
    { unit: 'second', value: seconds % 60 },
  ] as const;
  const first = parts.findIndex(({ value }) => value > 0);
  if (first === -1) return inUnit(0, 'second', language);
  return parts
    .slice(first, first + 2)
    .filter(({ value }) => value > 0)
    .map(({ unit, value }) => inUnit(value, unit, language))
    .join(' ');
}

function inUnit(value: number, unit: string, language: string): string {
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(value);
}
