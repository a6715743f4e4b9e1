/** Intervals people configure, seconds. What is counted is rounded up to one of them. */
const USUAL_S = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300];

/** How long samples are counted. */
export const COUNTED_MS = 5 * 60_000;
/** What is assumed where nothing can be counted: the interval most agents come with. */
export const USUAL_SCRAPE_MS = 60_000;

/**
 * The scrape interval when a series had so many samples in the last five minutes. A series that is younger has fewer, so
 * the answer is too long at first and right after five minutes: windows made of it are never too short.
 */
export function scrapeIntervalMs(samplesCounted: number): number {
  if (!(samplesCounted >= 1)) return USUAL_SCRAPE_MS;
  // One scrape more or less falls into the window, depending on where it begins, and one may have been missed.
  const seconds = COUNTED_MS / 1000 / (samplesCounted + 0.5);
  return (USUAL_S.find((usual) => usual >= seconds * 0.9) ?? USUAL_S.at(-1)!) * 1000;
}
