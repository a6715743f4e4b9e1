declare const unit: unique symbol;
type Unit<Name extends string> = number & { readonly [unit]: Name };

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type UnixMs = Unit<'UnixMs'>;
/** A length of time in milliseconds. */
export type DurationMs = Unit<'DurationMs'>;

export const unixMs = (n: number): UnixMs => n as UnixMs;
export const durationMs = (n: number): DurationMs => n as DurationMs;
