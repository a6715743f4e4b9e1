const STEPS = [
  { unit: 'd', ms: 86_400_000 },
  { unit: 'h', ms: 3_600_000 },
  { unit: 'm', ms: 60_000 },
  { unit: 's', ms: 1000 },
] as const;

/** How old something is, as kubectl writes it: `12d`, `5h12m`, `40s`. Two parts where the first is a small number. */
export function ageText(ageMs: number): string {
  const whole = Math.max(0, ageMs);
  const at = STEPS.findIndex(({ ms }) => whole >= ms);
  if (at === -1) return '0s';
  const { unit, ms } = STEPS[at]!;
  const count = Math.floor(whole / ms);
  const next = STEPS[at + 1];
  const rest = next === undefined || count >= 10 ? 0 : Math.floor((whole % ms) / next.ms);
  return rest === 0 ? `${count}${unit}` : `${count}${unit}${rest}${next!.unit}`;
}
