/** When each series was seen last, to the minute. */
export class SeriesActivity {
  private minutes = new Uint32Array(1024);

  note(series: number, nowMs: number): void {
    if (series >= this.minutes.length) {
      const larger = new Uint32Array(Math.max(this.minutes.length * 2, series + 1));
      larger.set(this.minutes);
      this.minutes = larger;
    }
    this.minutes[series] = Math.max(0, Math.floor(nowMs / 60_000));
  }

  isSince(series: number, sinceMs: number): boolean {
    return (this.minutes[series] ?? 0) * 60_000 >= sinceMs;
  }
}
