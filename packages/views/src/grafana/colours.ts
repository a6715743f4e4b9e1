import type { Severity } from '../severity.ts';

/** Hues in degrees: what looks red, amber and green. */
const RED = { from: 335, to: 18 };
const AMBER = { from: 18, to: 70 };
const GREEN = { from: 70, to: 170 };

/** How bad a colour looks: a name with or without a shade (`semi-dark-red`), `#d44a3a`, or `rgba(245, 54, 54, 0.9)`. */
export function severityOfColour(colour: string): Severity {
  const name = /^(?:(?:super|semi|dark|light)-)*(red|orange|yellow|green)$/.exec(colour.trim())?.[1];
  if (name !== undefined) return name === 'red' ? 'crit' : name === 'green' ? 'ok' : 'warn';
  const hue = hueOf(channelsOf(colour));
  if (hue === undefined) return 'unknown';
  if (hue >= RED.from || hue < RED.to) return 'crit';
  if (hue < AMBER.to) return 'warn';
  return hue >= GREEN.from && hue < GREEN.to ? 'ok' : 'unknown';
}

function channelsOf(colour: string): readonly number[] {
  const hex = /^#([0-9a-f]{6})(?:[0-9a-f]{2})?$/i.exec(colour.trim())?.[1] ?? doubled(colour.trim());
  if (hex !== undefined) return [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  const rgb = /^rgba?\(\s*([\d.]+)\s*,\s*([\d.]+)\s*,\s*([\d.]+)/i.exec(colour.trim());
  return rgb === null ? [] : rgb.slice(1, 4).map(Number);
}

const doubled = (colour: string): string | undefined =>
  /^#([0-9a-f]{3})$/i.exec(colour)?.[1]?.replace(/./g, (digit) => digit + digit);

/** undefined where the colour is grey, or none. */
function hueOf([red, green, blue]: readonly number[]): number | undefined {
  if (red === undefined || green === undefined || blue === undefined) return undefined;
  const [least, most] = [Math.min(red, green, blue), Math.max(red, green, blue)];
  if (most - least < 40) return undefined;
  const sector =
    most === red
      ? ((green - blue) / (most - least) + 6) % 6
      : most === green
        ? (blue - red) / (most - least) + 2
        : (red - green) / (most - least) + 4;
  return sector * 60;
}
